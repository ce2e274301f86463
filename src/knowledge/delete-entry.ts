import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import { knowledgeEntries } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { getEntry } from './read-entries.ts'
import { type KnowledgeContext, raiseRevision } from './upsert-entries.ts'

/** Deletes an entry by either id; its versions stay, so that old citations can be read. Throws `not_found`. */
export async function deleteEntry(
  ctx: Omit<KnowledgeContext, 'models'>,
  caller: Caller,
  id: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const { revision } = await raiseRevision(tx, caller.workspaceId)
    const row = await getEntry({ db: tx }, caller.workspaceId, id)
    await tx
      .delete(knowledgeEntries)
      .where(and(eq(knowledgeEntries.workspace_id, caller.workspaceId), eq(knowledgeEntries.id, row.id)))
    await appendEvents(ctx, tx, caller, [
      { type: 'kb.entry_changed', data: { external_ids: [row.external_id], revision, deleted: true } },
    ])
    await appendAudit(ctx, tx, caller, 'kb.entry_deleted', row.id, { external_id: row.external_id })
  })
  ctx.wake('deliveries')
}

import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import { knowledgeEntries } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { isEntry } from './read-entries.ts'
import { type KnowledgeContext, raiseRevision } from './upsert-entries.ts'

/** Deletes an entry by either id; its versions stay, so that old citations can be read. Throws `not_found`. */
export async function deleteEntry(
  ctx: Omit<KnowledgeContext, 'models'>,
  caller: Caller,
  id: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const revision = await raiseRevision(tx, caller.workspaceId)
    const [row] = await tx.delete(knowledgeEntries).where(isEntry(caller.workspaceId, id)).returning()
    if (row === undefined) throw new NotFoundError('knowledge entry', id)
    await appendEvents(ctx, tx, caller.workspaceId, [
      { type: 'kb.entry_changed', data: { external_ids: [row.external_id], revision, deleted: true } },
    ])
    await appendAudit(ctx, tx, caller, 'kb.entry_deleted', row.id, { external_id: row.external_id })
  })
  ctx.wake('deliveries')
}

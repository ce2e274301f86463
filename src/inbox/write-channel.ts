import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { channels } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { CHANNEL_DEFAULTS, type ChannelFields } from '../domain/channel.ts'

interface ChannelContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export type ChannelRow = typeof channels.$inferSelect

/**
 * Makes a channel or changes the given fields of it; omitted fields keep their value. Asks nothing: people and keys change
 * channels through src/assurance/put-channel.ts, which holds the gate of `auto`.
 */
export async function writeChannel(
  ctx: ChannelContext,
  caller: Caller,
  id: string,
  input: ChannelFields,
): Promise<{ channel: ChannelRow; isNew: boolean }> {
  const now = ctx.clock()
  const changes = withoutUndefined(input)
  return ctx.db.transaction(async (tx) => {
    const [created] = await tx
      .insert(channels)
      .values({
        ...CHANNEL_DEFAULTS,
        ...changes,
        id,
        workspace_id: caller.workspaceId,
        created_at: now,
        updated_at: now,
      })
      .onConflictDoNothing()
      .returning()
    const [updated] =
      created !== undefined
        ? []
        : await tx
            .update(channels)
            .set({ ...changes, updated_at: now })
            .where(and(eq(channels.workspace_id, caller.workspaceId), eq(channels.id, id)))
            .returning()
    const action = created === undefined ? 'channel.changed' : 'channel.created'
    await appendAudit(ctx, tx, caller, action, id, changes)
    return { channel: (created ?? updated)!, isNew: created !== undefined }
  })
}

function withoutUndefined(input: ChannelFields) {
  return {
    kind: input.kind,
    ...(input.mode === undefined ? {} : { mode: input.mode }),
    ...(input.settle_ms === undefined ? {} : { settle_ms: input.settle_ms }),
    ...(input.stale_after_s === undefined ? {} : { stale_after_s: input.stale_after_s }),
  }
}

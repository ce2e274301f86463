import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, workspaces } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { DEFAULT_PROMISE, judgeLive } from './judge-go-live.ts'
import { countLive } from './read-channel-cases.ts'

interface PromiseContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Puts a channel back to drafts, in the caller's transaction, where its judged answers show that it breaks its promise. A
 * turn in progress notices the mode before it records.
 */
export async function keepPromise(
  ctx: PromiseContext,
  tx: Db,
  workspaceId: string,
  channelId: string,
): Promise<void> {
  const isOwn = and(eq(channels.workspace_id, workspaceId), eq(channels.id, channelId))
  const [channel] = await tx.select().from(channels).where(isOwn).for('update')
  if (channel?.mode !== 'auto') return
  const [workspace] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const promise = workspace!.settings.max_error ?? DEFAULT_PROMISE
  const { reviewed, wrong } = await countLive(
    tx,
    workspaceId,
    channelId,
    channel.auto_since ?? channel.created_at,
  )
  const { lower, isBroken } = judgeLive(reviewed, wrong, promise)
  if (!isBroken) return
  await tx
    .update(channels)
    .set({
      mode: 'draft',
      auto_since: null,
      auto_threshold: null,
      auto_models: null,
      updated_at: ctx.clock(),
    })
    .where(isOwn)
  const caller = { workspaceId, actor: systemActor('qa') }
  const details = { reviewed, wrong, lower, max_error: promise }
  await appendAudit(ctx, tx, caller, 'channel.fell_back', channelId, details)
  const change = { channel_id: channelId, from: 'auto', to: 'draft' }
  await appendEvents(ctx, tx, caller, [
    { type: 'channel.mode_changed', data: change },
    { type: 'channel.fell_back', data: { ...change, ...details } },
  ])
}

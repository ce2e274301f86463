import { and, eq, inArray } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { broadcasts, channels } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { BroadcastInput, BroadcastState } from '../domain/broadcast.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { chooseTemplate } from '../words/choose-template.ts'
import { type BroadcastRow, getBroadcast } from './read-broadcasts.ts'

export interface BroadcastContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly random: () => number
  readonly wake: (what: 'deliveries') => void
}

/** Keeps a plan. Throws `not_found` for a channel or a template that is not there, `conflict` for one that is not approved. */
export async function createBroadcast(
  ctx: BroadcastContext,
  caller: Caller,
  plan: BroadcastInput,
): Promise<BroadcastRow> {
  await assertSayable(ctx, caller, plan)
  const now = ctx.clock()
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(broadcasts)
      .values({
        id: ctx.newId('brc'),
        workspace_id: caller.workspaceId,
        state: 'draft',
        plan,
        created_by: caller.actor.id,
        created_at: now,
        updated_at: now,
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'broadcast.created', row!.id, { template_id: plan.template_id })
    return row!
  })
}

/**
 * Lets a plan begin; from then on Recado takes its steps by itself. Throws `not_found`, `precondition_failed` where `revision`
 * (an If-Match) is stale, and `conflict` where it has begun or its template is not approved any more.
 */
export async function startBroadcast(
  ctx: BroadcastContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<BroadcastRow> {
  const { plan } = await getBroadcast(ctx, caller.workspaceId, id)
  await assertSayable(ctx, caller, plan)
  const now = ctx.clock()
  const begins = plan.starts_at === null ? now : new Date(Math.max(now.getTime(), Date.parse(plan.starts_at)))
  return change(ctx, caller, id, revision, ['draft'], {
    set: { state: 'gathering', next_at: begins, started_at: begins },
    name: 'broadcast.started',
  })
}

/** Ends a plan where it is: who was not asked for yet gets nothing. Throws as `startBroadcast` does. */
export function cancelBroadcast(
  ctx: BroadcastContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<BroadcastRow> {
  return change(ctx, caller, id, revision, ['draft', 'gathering', 'pilot', 'judging', 'sending'], {
    set: { state: 'cancelled', next_at: null, finished_at: ctx.clock() },
    name: 'broadcast.cancelled',
  })
}

async function change(
  ctx: BroadcastContext,
  caller: Caller,
  id: string,
  revision: number | null,
  from: readonly BroadcastState[],
  { set, name }: { set: Partial<BroadcastRow>; name: 'broadcast.started' | 'broadcast.cancelled' },
): Promise<BroadcastRow> {
  const own = and(eq(broadcasts.workspace_id, caller.workspaceId), eq(broadcasts.id, id))
  const row = await ctx.db.transaction(async (tx) => {
    const [before] = await tx.select().from(broadcasts).where(own).for('update')
    if (before === undefined) throw new NotFoundError('broadcast', id)
    if (revision !== null && revision !== before.revision) {
      throw new AppError('precondition_failed', `Broadcast ${id} has changed since revision ${revision}`)
    }
    if (!from.includes(before.state)) throw new AppError('conflict', `Broadcast ${id} is ${before.state}`)
    const [changed] = await tx
      .update(broadcasts)
      .set({ ...set, revision: before.revision + 1, updated_at: ctx.clock() })
      .where(and(own, inArray(broadcasts.state, [...from])))
      .returning()
    await appendEvents(ctx, tx, caller, [{ type: name, data: { broadcast_id: id } }])
    await appendAudit(ctx, tx, caller, name, id)
    return changed!
  })
  ctx.wake('deliveries')
  return row
}

/** Throws unless the channel is there and the template may be said on it. */
async function assertSayable(ctx: BroadcastContext, caller: Caller, plan: BroadcastInput): Promise<void> {
  const [channel] = await ctx.db
    .select({ id: channels.id })
    .from(channels)
    .where(and(eq(channels.workspace_id, caller.workspaceId), eq(channels.id, plan.channel_id)))
  if (channel === undefined) throw new NotFoundError('channel', plan.channel_id)
  const addressee = { channelId: plan.channel_id, contactName: null }
  await chooseTemplate(ctx.db, caller.workspaceId, plan.template_id, addressee, plan.variables)
}

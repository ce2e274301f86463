import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { outbox, webhookDeliveries, webhookEndpoints } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { OwedDelivery } from './claim-deliveries.ts'
import type { PostResult } from './open-transport.ts'
import { delayAfter } from './retry-schedule.ts'

interface RecordContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly random: () => number
}

type Recorded = Exclude<PostResult, { kind: 'aborted' }>
type State = 'delivered' | 'failed' | 'given_up'

/**
 * Records an attempt and what follows from it: done, owed again later, or given up. 410 also disables the endpoint;
 * what is owed to it waits until it is enabled again. Answers null where the lease was lost, and then records nothing.
 */
export async function recordAttempt(
  ctx: RecordContext,
  owed: OwedDelivery,
  result: Recorded,
  tookMs: number,
): Promise<State | null> {
  const now = ctx.clock()
  const attempt = owed.attempts + 1
  return ctx.db.transaction(async (tx) => {
    if (!(await holdsLease(tx, owed))) return null
    const retryAt = result.kind === 'delivered' ? null : retryAtOf(ctx, attempt, result)
    const state = result.kind === 'delivered' ? 'delivered' : retryAt === null ? 'given_up' : 'failed'
    await tx.insert(webhookDeliveries).values({
      id: ctx.newId('dlv'),
      workspace_id: owed.workspaceId,
      endpoint_id: owed.endpoint.id,
      event_id: owed.event.id,
      event_type: owed.event.type,
      attempt,
      state,
      response_status: result.status,
      error: result.kind === 'delivered' ? null : result.code,
      took_ms: tookMs,
      next_attempt_at: retryAt,
      created_at: now,
    })
    await settle(tx, owed, attempt, retryAt)
    if (result.kind === 'failed' && result.code === 'gone') await disable(ctx, tx, owed, now)
    return state
  })
}

/** Lets another process deliver it, at once and as if this one had not tried. */
export async function releaseDelivery(ctx: { readonly db: Db }, owed: OwedDelivery): Promise<void> {
  await ctx.db.update(outbox).set({ lease_token: null, lease_until: null }).where(isLeased(owed))
}

function isLeased(owed: OwedDelivery) {
  return and(
    eq(outbox.workspace_id, owed.workspaceId),
    eq(outbox.event_id, owed.event.id),
    eq(outbox.endpoint_id, owed.endpoint.id),
    eq(outbox.lease_token, owed.token),
  )
}

async function holdsLease(tx: Db, owed: OwedDelivery): Promise<boolean> {
  const rows = await tx.select({ id: outbox.event_id }).from(outbox).where(isLeased(owed)).for('update')
  return rows.length > 0
}

function retryAtOf(ctx: RecordContext, attempt: number, result: Recorded & { kind: 'failed' }): Date | null {
  const delayMs = delayAfter(attempt, ctx.random(), result.retryAfterMs)
  return delayMs === null ? null : new Date(ctx.clock().getTime() + delayMs)
}

async function settle(tx: Db, owed: OwedDelivery, attempts: number, retryAt: Date | null): Promise<void> {
  if (retryAt === null) {
    await tx.delete(outbox).where(isLeased(owed))
    return
  }
  await tx
    .update(outbox)
    .set({ attempts, due_at: retryAt, lease_token: null, lease_until: null })
    .where(isLeased(owed))
}

async function disable(ctx: RecordContext, tx: Db, owed: OwedDelivery, now: Date): Promise<void> {
  const disabled = await tx
    .update(webhookEndpoints)
    .set({ is_enabled: false, disabled_reason: 'gone', updated_at: now })
    .where(
      and(
        eq(webhookEndpoints.workspace_id, owed.workspaceId),
        eq(webhookEndpoints.id, owed.endpoint.id),
        eq(webhookEndpoints.is_enabled, true),
      ),
    )
    .returning({ id: webhookEndpoints.id })
  if (disabled.length === 0) return
  const caller = { workspaceId: owed.workspaceId, actor: systemActor('deliverer') }
  await appendAudit(ctx, tx, caller, 'webhook_endpoint.disabled', owed.endpoint.id, { reason: 'gone' })
}

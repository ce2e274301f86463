import { and, asc, eq, isNull, lte, notInArray, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { events, outbox, webhookEndpoints } from '../db/schema.ts'
import type { Event } from '../domain/event.ts'

interface ClaimContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** An event owed to an endpoint, with the right to deliver it until the lease ends. */
export interface OwedDelivery {
  readonly workspaceId: string
  readonly token: string
  /** Attempts made before this one. */
  readonly attempts: number
  readonly event: Event
  readonly endpoint: {
    readonly id: string
    readonly url: string
    /** Sealed. */
    readonly secret: string
    readonly previousSecret: string | null
    readonly previousSecretUntil: Date | null
  }
}

export interface ClaimLimits {
  readonly limit: number
  /** Endpoints that are to get nothing more for now. */
  readonly exceptEndpointIds: readonly string[]
}

/** Longer than an attempt can take, with room for recording it. */
export const LEASE_MS = 30_000

/**
 * Claims what is due, the most overdue first and at most one event of each enabled endpoint, so that a flood to one
 * holds back no other. A lease that ran out is claimed anew.
 */
export async function claimDeliveries(ctx: ClaimContext, limits: ClaimLimits): Promise<OwedDelivery[]> {
  const now = ctx.clock()
  const token = ctx.newId('dlease')
  const due = ctx.db.$with('due').as(selectDue(ctx.db, now, limits))
  const claimed = await ctx.db
    .with(due)
    .update(outbox)
    .set({ lease_token: token, lease_until: new Date(now.getTime() + LEASE_MS) })
    .from(due)
    .where(and(eq(outbox.event_id, due.eventId), eq(outbox.endpoint_id, due.endpointId)))
    .returning({ eventId: outbox.event_id })
  return claimed.length === 0 ? [] : readClaimed(ctx.db, token)
}

function selectDue(db: Db, now: Date, { limit, exceptEndpointIds }: ClaimLimits) {
  const next = db
    .select({ eventId: outbox.event_id, endpointId: outbox.endpoint_id, dueAt: outbox.due_at })
    .from(outbox)
    .where(
      and(
        eq(outbox.endpoint_id, webhookEndpoints.id),
        lte(outbox.due_at, now),
        or(isNull(outbox.lease_until), lte(outbox.lease_until, now)),
      ),
    )
    .orderBy(asc(outbox.due_at))
    .limit(1)
    .for('update', { skipLocked: true })
    .as('next')
  return db
    .select({ eventId: next.eventId, endpointId: next.endpointId })
    .from(webhookEndpoints)
    .crossJoinLateral(next)
    .where(
      and(
        eq(webhookEndpoints.is_enabled, true),
        exceptEndpointIds.length === 0 ? undefined : notInArray(webhookEndpoints.id, [...exceptEndpointIds]),
      ),
    )
    .orderBy(asc(next.dueAt))
    .limit(limit)
}

async function readClaimed(db: Db, token: string): Promise<OwedDelivery[]> {
  const rows = await db
    .select({ owed: outbox, event: events, endpoint: webhookEndpoints })
    .from(outbox)
    .innerJoin(events, and(eq(events.id, outbox.event_id), eq(events.workspace_id, outbox.workspace_id)))
    .innerJoin(
      webhookEndpoints,
      and(
        eq(webhookEndpoints.id, outbox.endpoint_id),
        eq(webhookEndpoints.workspace_id, outbox.workspace_id),
      ),
    )
    .where(eq(outbox.lease_token, token))
    .orderBy(asc(outbox.due_at), asc(events.seq))
  return rows.map(({ owed, event, endpoint }) => ({
    workspaceId: owed.workspace_id,
    token,
    attempts: owed.attempts,
    event: {
      id: event.id,
      type: event.type,
      timestamp: event.created_at.toISOString(),
      data: event.data,
    },
    endpoint: {
      id: endpoint.id,
      url: endpoint.url,
      secret: endpoint.secret,
      previousSecret: endpoint.previous_secret,
      previousSecretUntil: endpoint.previous_secret_until,
    },
  }))
}

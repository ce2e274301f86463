import { and, eq, sql } from 'drizzle-orm'
import type { Caller } from '../domain/actor.ts'
import type { EventType } from '../domain/event.ts'
import type { Db } from './database.ts'
import { guardOutbound } from './guard-outbound.ts'
import { events, outbox, webhookEndpoints } from './schema.ts'

export interface NewEvent {
  readonly type: EventType
  readonly threadId?: string
  readonly data: Record<string, unknown>
  /** Owes the event to this endpoint alone, whatever it asked for. */
  readonly onlyEndpointId?: string
}

interface EventContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Appends events in the caller's transaction and owes each to every endpoint that asked for its type. Throws `opted_out`
 * where one says something to a contact who wants nothing any more: whoever may meet that appends last.
 * The shared lock lets a reader wait for the appends in flight: see `holdEventOrder`. Answers the events' ids.
 */
export async function appendEvents(
  ctx: EventContext,
  tx: Db,
  { workspaceId, actor }: Caller,
  news: readonly NewEvent[],
): Promise<string[]> {
  if (news.length === 0) return []
  await guardOutbound(tx, workspaceId, news)
  const endpoints = await lockEventOrder(tx, workspaceId)
  const now = ctx.clock()
  const rows = news.map((event) => ({
    id: ctx.newId('evt'),
    workspace_id: workspaceId,
    type: event.type,
    thread_id: event.threadId ?? null,
    data: event.data,
    actor_kind: actor.kind,
    actor_id: actor.id,
    created_at: now,
  }))
  await tx.insert(events).values(rows)
  const owed = endpoints.flatMap((endpoint) =>
    rows
      .filter((_row, index) => isOwed(news[index]!, endpoint))
      .map((row) => ({ event_id: row.id, endpoint_id: endpoint.id, workspace_id: workspaceId, due_at: now })),
  )
  if (owed.length > 0) await tx.insert(outbox).values(owed)
  return rows.map((row) => row.id)
}

/** Takes the shared lock and answers the endpoints that listen, in one query, since every verb appends events. */
async function lockEventOrder(tx: Db, workspaceId: string) {
  const rows = await tx
    .select({ id: webhookEndpoints.id, events: webhookEndpoints.events })
    .from(sql`(select pg_advisory_xact_lock_shared(${orderOf(workspaceId)})) as held`)
    .leftJoin(
      webhookEndpoints,
      and(eq(webhookEndpoints.workspace_id, workspaceId), eq(webhookEndpoints.is_enabled, true)),
    )
  return rows.flatMap(({ id, events }) => (id === null ? [] : [{ id, events: events ?? [] }]))
}

/** The key of the lock under which a workspace's events get their order. */
function orderOf(workspaceId: string) {
  return sql`hashtextextended(${`events:${workspaceId}`}, 0)`
}

function isOwed(event: NewEvent, endpoint: { id: string; events: readonly EventType[] }): boolean {
  if (event.onlyEndpointId !== undefined) return event.onlyEndpointId === endpoint.id
  return endpoint.events.length === 0 || endpoint.events.includes(event.type)
}

/**
 * Waits, in the caller's transaction, until no append of the workspace is in flight. Whatever is read after it
 * has no gap: an event with a lower `seq` cannot be committed later.
 */
export async function holdEventOrder(tx: Db, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${orderOf(workspaceId)})`)
}

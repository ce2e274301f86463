import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { broadcastRecipients, consents, messages, outcomes, threads } from '../db/schema.ts'
import type { BroadcastReport } from '../domain/broadcast.ts'
import { type BroadcastRow, getBroadcast } from './read-broadcasts.ts'

const REPORT_MS = 48 * 3_600_000

/** What came of a broadcast in the 48 hours after its start. Throws `not_found`. */
export async function readReport(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  id: string,
): Promise<BroadcastReport> {
  const row = await getBroadcast(ctx, workspaceId, id)
  const until = row.started_at === null ? null : new Date(row.started_at.getTime() + REPORT_MS)
  const counts = await countStates(ctx.db, row)
  const after =
    until === null ? { opted_out: 0, replied: 0, sales: 0, value: [] } : await readAfter(ctx.db, row, until)
  const of = (state: string) =>
    counts.filter((one) => one.state === state).reduce((sum, one) => sum + one.count, 0)
  const listed = (state: string) => counts.filter((one) => one.state === state)
  return {
    broadcast_id: id,
    until: until?.toISOString() ?? null,
    is_final: until !== null && until <= ctx.clock(),
    planned: of('planned'),
    requested: of('requested') + of('sent') + of('failed') + of('complained'),
    sent: of('sent'),
    failed: of('failed'),
    complained: of('complained'),
    skipped: listed('skipped').map(({ reason, count }) => ({ reason: reason ?? '', count })),
    failures: listed('failed').map(({ reason, count }) => ({ code: reason ?? 'unknown', count })),
    ...after,
  }
}

function countStates(db: Db, row: BroadcastRow) {
  return db
    .select({
      state: broadcastRecipients.state,
      reason: broadcastRecipients.reason,
      count: sql<number>`count(*)::int`,
    })
    .from(broadcastRecipients)
    .where(isOf(row))
    .groupBy(broadcastRecipients.state, broadcastRecipients.reason)
    .orderBy(broadcastRecipients.state, broadcastRecipients.reason)
}

function isOf(row: BroadcastRow) {
  return and(
    eq(broadcastRecipients.workspace_id, row.workspace_id),
    eq(broadcastRecipients.broadcast_id, row.id),
  )
}

/** What recipients did after they were written to. */
async function readAfter(db: Db, row: BroadcastRow, until: Date) {
  const asked = and(isOf(row), isNotNull(broadcastRecipients.requested_at))
  const within = (at: typeof consents.at | typeof messages.received_at | typeof outcomes.created_at) =>
    sql`${at} >= ${broadcastRecipients.requested_at} and ${at} < ${until.toISOString()}::timestamptz`
  const people = sql<number>`count(distinct ${broadcastRecipients.contact_id})::int`
  const [left] = await db
    .select({ count: people })
    .from(broadcastRecipients)
    .innerJoin(consents, eq(consents.contact_id, broadcastRecipients.contact_id))
    .where(and(asked, eq(consents.status, 'revoked'), within(consents.at)))
  const [replied] = await db
    .select({ count: people })
    .from(broadcastRecipients)
    .innerJoin(messages, eq(messages.contact_id, broadcastRecipients.contact_id))
    .where(and(asked, eq(messages.direction, 'inbound'), within(messages.received_at)))
  const sold = await db
    .select({
      currency: outcomes.currency,
      count: sql<number>`count(*)::int`,
      cents: sql<number>`coalesce(sum(${outcomes.value_cents}), 0)::float8`,
    })
    .from(broadcastRecipients)
    .innerJoin(threads, eq(threads.contact_id, broadcastRecipients.contact_id))
    .innerJoin(outcomes, and(eq(outcomes.thread_id, threads.id), eq(outcomes.kind, 'sale')))
    .where(and(asked, within(outcomes.created_at)))
    .groupBy(outcomes.currency)
    .orderBy(outcomes.currency)
  return {
    opted_out: left!.count,
    replied: replied!.count,
    sales: sold.reduce((sum, { count }) => sum + count, 0),
    value: sold.flatMap(({ currency, cents }) =>
      currency === null ? [] : [{ currency, sold: cents / 100 }],
    ),
  }
}

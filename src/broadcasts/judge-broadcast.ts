import { and, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { broadcastRecipients, consents } from '../db/schema.ts'
import type { BroadcastRow } from './read-broadcasts.ts'

/** What came of those who were asked for. */
export interface Results {
  readonly requested: number
  /** Of the requested, those of whom the platform said what became. */
  readonly reported: number
  readonly failed: number
  readonly complained: number
  readonly optedOut: number
}

export async function readResults(db: Db, row: BroadcastRow): Promise<Results> {
  const own = and(
    eq(broadcastRecipients.workspace_id, row.workspace_id),
    eq(broadcastRecipients.broadcast_id, row.id),
  )
  const of = (state: string) =>
    sql<number>`(count(*) filter (where ${broadcastRecipients.state} = ${state}))::int`
  const [counts] = await db
    .select({
      asked: sql<number>`(count(*) filter (where ${broadcastRecipients.requested_at} is not null))::int`,
      reported: sql<number>`count(${broadcastRecipients.reported_at})::int`,
      failed: of('failed'),
      complained: of('complained'),
    })
    .from(broadcastRecipients)
    .where(own)
  const [left] = await db
    .select({ count: sql<number>`count(distinct ${broadcastRecipients.contact_id})::int` })
    .from(broadcastRecipients)
    .innerJoin(
      consents,
      and(
        eq(consents.contact_id, broadcastRecipients.contact_id),
        eq(consents.status, 'revoked'),
        gte(consents.at, broadcastRecipients.requested_at),
      ),
    )
    .where(own)
  return {
    requested: counts!.asked,
    reported: counts!.reported,
    failed: counts!.failed,
    complained: counts!.complained,
    optedOut: left!.count,
  }
}

/** Which part of its rule a broadcast breaks; null where it keeps it. Early on, the rates are those of a whole pilot. */
export function brokenRule({ plan, recipients }: BroadcastRow, results: Results): string | null {
  const base = Math.max(results.requested, Math.min(plan.pilot.size, recipients), 1)
  const { max_failure_rate, max_opt_out_rate, max_complaint_rate } = plan.stop
  if (results.failed / base > max_failure_rate) return 'failures'
  if (results.optedOut / base > max_opt_out_rate) return 'opt_outs'
  return results.complained / base > max_complaint_rate ? 'complaints' : null
}

import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { repetitionCounts, repetitionSeen } from '../db/schema.ts'

/** After so many seconds a sighting counts 37%. */
export const FADES_S = 180
/** After so many seconds without a sighting the senders are forgotten. */
export const FORGOTTEN_S = 600

/** A message with the keys of what it shows. */
export interface Seen {
  readonly workspaceId: string
  readonly messageId: string
  readonly keys: readonly number[]
  /** The one bit that stands for who wrote it. */
  readonly sender: number
  readonly at: Date
}

/**
 * Adds what was seen to the counts that all processes share, once a message however often its turn runs, and returns
 * those counts: one statement outside any transaction, so that a flood on one row waits for nothing but the row itself.
 */
export async function shareSightings(db: Db, batch: readonly Seen[]) {
  const seen = batch.map((item) => ({
    message_id: item.messageId,
    workspace_id: item.workspaceId,
    seen_at: item.at,
  }))
  const fresh = db.$with('fresh').as(
    db
      .insert(repetitionSeen)
      .values(seen.sort((one, other) => (one.message_id < other.message_id ? -1 : 1)))
      .onConflictDoNothing()
      .returning({ message_id: repetitionSeen.message_id }),
  )
  const items = batch.flatMap(({ workspaceId, messageId, keys, sender, at }) =>
    keys.map((key) => ({ workspace_id: workspaceId, message_id: messageId, key, sender, seen_at: at })),
  )
  // In one order everywhere, so that two processes never wait for each other.
  const added = sql`select item.workspace_id, item.key, count(fresh.message_id), coalesce(bit_or(item.sender) filter (where fresh.message_id is not null), 0), max(item.seen_at) from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as item(workspace_id text, message_id text, key bigint, sender integer, seen_at timestamptz) left join fresh on fresh.message_id = item.message_id group by 1, 2 order by 1, 2`
  return db
    .with(fresh)
    .insert(repetitionCounts)
    .select(added)
    .onConflictDoUpdate({
      target: [repetitionCounts.workspace_id, repetitionCounts.key],
      set: {
        level: FADED,
        senders: GATHERED,
        seen_at: sql`greatest(excluded.seen_at, ${repetitionCounts.seen_at})`,
      },
    })
    .returning()
}

const AGE_S = sql`greatest(0, extract(epoch from (excluded.seen_at - ${repetitionCounts.seen_at})))`
// exp() of less than about -700 is an error in Postgres, not zero.
const FADED = sql`${repetitionCounts.level} * exp(-least(50, ${AGE_S} / ${FADES_S}::float8)) + excluded.level`
const GATHERED = sql`case when ${AGE_S} > ${FORGOTTEN_S} then excluded.senders else ${repetitionCounts.senders} | excluded.senders end`

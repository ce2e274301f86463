import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { repetitionCounts, repetitionSeen } from '../db/schema.ts'
import { keyOf } from './sign-text.ts'

/** How much of something was seen lately, and by how many senders at least. */
export interface Sighting {
  readonly level: number
  readonly senders: number
}

/** After so many seconds a sighting counts 37%. */
const FADES_S = 180
/** After so many seconds without a sighting the senders are forgotten. */
const FORGOTTEN_S = 600
const SENDER_BITS = 31

/**
 * Counts what each message shows, once a message however often its turn runs, and says how much of each was seen lately.
 * Two short statements outside any transaction: a flood on one row waits for nothing but the row itself.
 */
export async function countSightings(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  contactId: string,
  watched: readonly { readonly key: number; readonly messageId: string }[],
): Promise<Map<number, Sighting>> {
  const now = ctx.clock()
  const ids = [...new Set(watched.map((item) => item.messageId))]
  const seen = await ctx.db
    .insert(repetitionSeen)
    .values(ids.map((message_id) => ({ message_id, workspace_id: workspaceId, seen_at: now })))
    .onConflictDoNothing()
    .returning({ id: repetitionSeen.message_id })
  const fresh = new Set(seen.map((row) => row.id))
  const added = new Map<number, Set<string>>()
  for (const { key, messageId } of watched) {
    const messages = added.get(key) ?? new Set()
    added.set(key, fresh.has(messageId) ? messages.add(messageId) : messages)
  }
  const rows = await ctx.db
    .insert(repetitionCounts)
    .values(
      // In one order everywhere, so that two processes never wait for each other.
      [...added]
        .sort(([one], [other]) => one - other)
        .map(([key, messages]) => ({
          workspace_id: workspaceId,
          key,
          level: messages.size,
          senders: messages.size === 0 ? 0 : 2 ** (keyOf('sender', contactId) % SENDER_BITS),
          seen_at: now,
        })),
    )
    .onConflictDoUpdate({
      target: [repetitionCounts.workspace_id, repetitionCounts.key],
      set: {
        level: FADED,
        senders: GATHERED,
        seen_at: sql`greatest(excluded.seen_at, ${repetitionCounts.seen_at})`,
      },
    })
    .returning({
      key: repetitionCounts.key,
      level: repetitionCounts.level,
      senders: repetitionCounts.senders,
    })
  return new Map(rows.map(({ key, level, senders }) => [key, { level, senders: bitCount(senders) }]))
}

const AGE_S = sql`greatest(0, extract(epoch from (excluded.seen_at - ${repetitionCounts.seen_at})))`
// exp() of less than about -700 is an error in Postgres, not zero.
const FADED = sql`${repetitionCounts.level} * exp(-least(50, ${AGE_S} / ${FADES_S}::float8)) + excluded.level`
const GATHERED = sql`case when ${AGE_S} > ${FORGOTTEN_S} then excluded.senders else ${repetitionCounts.senders} | excluded.senders end`

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}

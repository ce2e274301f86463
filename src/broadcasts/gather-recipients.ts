import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { broadcastRecipients } from '../db/schema.ts'
import type { BroadcastContext } from './change-broadcast.ts'
import { findAudience } from './find-audience.ts'
import type { BroadcastRow } from './read-broadcasts.ts'

const PAGE = 500

/** Writes down the next contacts who may get it; after the last, draws the pilot. Answers what the broadcast becomes. */
export async function gatherRecipients(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  now: Date,
): Promise<Partial<BroadcastRow>> {
  const page = await findAudience(tx, row.workspace_id, row.plan, row.gathered_until, PAGE)
  const agreed = page.filter(({ mayReceive }) => mayReceive)
  if (agreed.length > 0) {
    const common = { workspace_id: row.workspace_id, broadcast_id: row.id, state: 'planned' as const }
    await tx
      .insert(broadcastRecipients)
      .values(
        agreed.map(({ id }) => ({
          ...common,
          id: ctx.newId('rcp'),
          contact_id: id,
          place: Math.floor(ctx.random() * 2 ** 31),
          due_at: now,
        })),
      )
      .onConflictDoNothing()
  }
  const recipients = row.recipients + agreed.length
  const counts = { recipients, without_consent: row.without_consent + page.length - agreed.length }
  if (page.length === PAGE) return { ...counts, gathered_until: page.at(-1)!.id, next_at: now }
  if (recipients === 0) return { ...counts, state: 'done', next_at: null, finished_at: now }
  await drawPilot(tx, row)
  return { ...counts, state: 'pilot', next_at: now }
}

async function drawPilot(tx: Db, row: BroadcastRow): Promise<void> {
  const own = and(
    eq(broadcastRecipients.workspace_id, row.workspace_id),
    eq(broadcastRecipients.broadcast_id, row.id),
  )
  const first = tx
    .select({ id: broadcastRecipients.id })
    .from(broadcastRecipients)
    .where(own)
    .orderBy(asc(broadcastRecipients.place), asc(broadcastRecipients.id))
    .limit(row.plan.pilot.size)
  await tx
    .update(broadcastRecipients)
    .set({ is_pilot: true })
    .where(and(own, inArray(broadcastRecipients.id, first)))
}

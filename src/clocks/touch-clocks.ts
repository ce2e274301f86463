import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts, slaClocks, type threads } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { ThreadFacts } from '../domain/thread-conditions.ts'
import { type Due, followPolicy, NO_POLICY } from './follow-policy.ts'
import { type ClockRules, loadRules, pickPolicy } from './load-rules.ts'
import { moveClocks } from './move-clocks.ts'
import { scheduleCheck } from './schedule-check.ts'

export type ThreadRow = typeof threads.$inferSelect
export type ClockRow = typeof slaClocks.$inferSelect

export interface ClockContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** A thread's open clocks as they are now, and what they follow. */
export interface TouchedClocks {
  readonly open: readonly ClockRow[]
  readonly rules: ClockRules
  readonly facts: ThreadFacts
}

/** The actor of what time alone brings about. */
export const CLOCKS = systemActor('clocks')

/**
 * Brings a thread's clocks up to what the thread is now, in the transaction that changed it and holds it locked: starts,
 * stops, ends and counts them anew, and tells what has come due. It may be called at any time and any number of times.
 */
export async function touchClocks(ctx: ClockContext, tx: Db, thread: ThreadRow): Promise<void> {
  const touched = await updateClocks(ctx, tx, thread)
  if (touched !== null) await scheduleCheck(tx, thread, touched)
}

/** The same without saying when to look again. Null where the thread has no clocks and needs none. */
export async function updateClocks(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
): Promise<TouchedClocks | null> {
  const { before, wasAnswered, attributes } = await readClocks(tx, thread)
  if (before.length === 0 && thread.waiting_since === null) return null
  const now = ctx.clock()
  const rules = await loadRules(tx, thread.workspace_id)
  const facts: ThreadFacts = { ...thread, contact_attributes: attributes }
  const policy = pickPolicy(rules.slaPolicies, facts)
  const calendar = rules.calendarOf(policy?.document.calendar_id ?? null)
  const { moved, begun } = moveClocks(thread, before, wasAnswered, now)
  const news: NewEvent[] = []
  const after: ClockRow[] = []
  for (const [index, wait] of moved.entries()) {
    const clock = { ...wait, ...followPolicy(wait, policy, calendar, now) }
    if (JSON.stringify(clock) !== JSON.stringify(before[index])) await save(tx, clock)
    news.push(...eventsOf(thread, before[index]!, clock))
    after.push(clock)
  }
  const rows = await insert(
    ctx,
    tx,
    thread,
    begun.map((wait) => ({ ...wait, ...followPolicy({ ...wait, ...NO_POLICY }, policy, calendar, now) })),
  )
  for (const row of rows) {
    news.push(...eventsOf(thread, NO_POLICY, row))
    after.push(row)
  }
  await appendEvents(ctx, tx, { workspaceId: thread.workspace_id, actor: CLOCKS }, news)
  return { open: after.filter((clock) => clock.ended_at === null), rules, facts }
}

/** The thread's open clocks, whether its customer got an answer in this episode (on time or late), and their attributes. */
async function readClocks(tx: Db, thread: ThreadRow) {
  const isAnswer = and(
    eq(slaClocks.episode, thread.episode),
    inArray(slaClocks.kind, ['first_response', 'next_response']),
    eq(slaClocks.is_answered, true),
  )
  const rows = await tx
    .select({ attributes: contacts.attributes, clock: slaClocks })
    .from(contacts)
    .leftJoin(
      slaClocks,
      and(
        eq(slaClocks.workspace_id, thread.workspace_id),
        eq(slaClocks.thread_id, thread.id),
        or(isNull(slaClocks.ended_at), isAnswer),
      ),
    )
    .where(and(eq(contacts.workspace_id, thread.workspace_id), eq(contacts.id, thread.contact_id)))
  const clocks = rows.flatMap(({ clock }) => (clock === null ? [] : [clock]))
  return {
    before: clocks.filter((clock) => clock.ended_at === null),
    wasAnswered: clocks.some((clock) => clock.ended_at !== null),
    attributes: rows[0]!.attributes,
  }
}

async function save(tx: Db, { id, ...clock }: ClockRow): Promise<void> {
  await tx
    .update(slaClocks)
    .set(clock)
    .where(and(eq(slaClocks.workspace_id, clock.workspace_id), eq(slaClocks.id, id)))
}

async function insert(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  clocks: readonly Omit<ClockRow, 'id' | 'workspace_id' | 'thread_id'>[],
): Promise<ClockRow[]> {
  if (clocks.length === 0) return []
  const ids = { workspace_id: thread.workspace_id, thread_id: thread.id }
  return tx
    .insert(slaClocks)
    .values(clocks.map((clock) => ({ id: ctx.newId('clk'), ...ids, ...clock })))
    .returning()
}

/** What has come due, or was met, between two states of a clock: each is told once in its life. */
function eventsOf(thread: ThreadRow, before: Due & Pick<Partial<ClockRow>, 'ended_at'>, clock: ClockRow) {
  const data = {
    thread_id: thread.id,
    clock_id: clock.id,
    kind: clock.kind,
    episode: clock.episode,
    policy_id: clock.policy_id,
    policy_version: clock.policy_version,
    target_ms: clock.target_ms,
    started_at: clock.started_at.toISOString(),
    due_at: (clock.breached_at ?? clock.due_at)?.toISOString() ?? null,
    priority: thread.priority,
    queue_id: thread.queue_id,
    held_by: thread.held_by,
  }
  const news: NewEvent[] = []
  const tell = (type: NewEvent['type']) => news.push({ type, threadId: thread.id, data })
  if (before.at_risk_told_at === null && clock.at_risk_told_at !== null) tell('sla.at_risk')
  if (before.breached_at === null && clock.breached_at !== null) tell('sla.breached')
  const hasEnded = clock.ended_at !== null && clock.is_answered
  if (hasEnded && clock.breached_at === null && clock.target_ms !== null) tell('sla.met')
  return news
}

import { and, asc, eq, gt } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, decisions, drafts, messages, threads } from '../db/schema.ts'
import { oweNothing } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { supersedeDrafts } from './supersede-drafts.ts'
import { touchJob } from './touch-job.ts'

type MessageRow = typeof messages.$inferSelect

interface Reopened {
  readonly isDecidedAnew: boolean
  readonly news: readonly NewEvent[]
}

/**
 * Makes the turn of a changed message undecided again, as long as nobody answered it; a draft that waits for review is taken
 * back. Of a turn that is gone altogether nothing is owed any more.
 */
export async function reopenTurn(
  tx: Db,
  thread: ThreadRow,
  message: MessageRow,
  now: Date,
): Promise<Reopened> {
  const isOpen =
    message.direction === 'inbound' &&
    message.disposition === 'live' &&
    message.episode === thread.episode &&
    thread.status !== 'resolved'
  if (!isOpen || (await isSettled(tx, thread, message))) return { isDecidedAnew: false, news: [] }
  const turn = await readTurn(tx, message)
  const isLeft = turn.some((row) => row.deleted_at === null)
  const news = message.decision_id === null ? [] : await supersedeDrafts(tx, thread, now)
  if (message.decision_id !== null) {
    await tx
      .update(messages)
      .set({ decision_id: null })
      .where(
        and(eq(messages.workspace_id, thread.workspace_id), eq(messages.decision_id, message.decision_id)),
      )
  }
  await forgetDebt(tx, thread, turn[0]!, isLeft, now)
  if (!isLeft) return { isDecidedAnew: false, news }
  await touchJob(tx, thread, await settleMs(tx, thread), now)
  return { isDecidedAnew: true, news }
}

/** Whether the turn was answered, held back, or overtaken by a person's word: then it stays as it was decided. */
async function isSettled(tx: Db, thread: ThreadRow, message: MessageRow): Promise<boolean> {
  if (message.decision_id === null) return false
  const [decided] = await tx
    .select({ route: decisions.route, state: drafts.state })
    .from(decisions)
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(and(eq(decisions.workspace_id, thread.workspace_id), eq(decisions.id, message.decision_id)))
  if (decided === undefined || decided.route === 'hide' || decided.route === 'quarantine') return true
  if (decided.state === 'approved' || decided.state === 'sent' || decided.state === 'failed') return true
  const inThread = and(eq(messages.workspace_id, thread.workspace_id), eq(messages.thread_id, thread.id))
  const [reply] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        inThread,
        eq(messages.direction, 'outbound'),
        eq(messages.disposition, 'live'),
        gt(messages.id, message.id),
      ),
    )
    .limit(1)
  if (reply !== undefined) return true
  const [word] = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, thread.workspace_id),
        eq(drafts.thread_id, thread.id),
        eq(drafts.kind, 'person'),
        gt(drafts.created_at, message.received_at),
      ),
    )
    .limit(1)
  return word !== undefined
}

/** The messages that were decided together with this one, as they are now, oldest first. */
function readTurn(tx: Db, message: MessageRow): Promise<MessageRow[]> {
  const { decision_id } = message
  return tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, message.workspace_id),
        decision_id === null ? eq(messages.id, message.id) : eq(messages.decision_id, decision_id),
      ),
    )
    .orderBy(asc(messages.id))
}

/** What was owed for this turn alone is owed no more; deciding it anew may owe it again. */
async function forgetDebt(
  tx: Db,
  thread: ThreadRow,
  first: MessageRow,
  isLeft: boolean,
  now: Date,
): Promise<void> {
  const isOlder = thread.waiting_since === null || thread.waiting_since < first.received_at
  if (isOlder) return
  const free = { ...thread, waiting_since: null }
  await tx
    .update(threads)
    .set(isLeft ? { waiting_since: null } : oweNothing(free, now))
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
}

async function settleMs(tx: Db, thread: ThreadRow): Promise<number> {
  const [channel] = await tx
    .select({ settle_ms: channels.settle_ms })
    .from(channels)
    .where(and(eq(channels.workspace_id, thread.workspace_id), eq(channels.id, thread.channel_id)))
  return channel!.settle_ms
}

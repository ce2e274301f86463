import { and, eq, gte, inArray } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, decisions, drafts, messages, threads } from '../db/schema.ts'
import type { DraftState } from '../domain/draft.ts'
import { oweNothing } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'
import { openReplies } from './open-replies.ts'
import { readOpenQuestions } from './read-open-questions.ts'
import { readWaiting } from './read-waiting.ts'
import { supersedeDrafts } from './supersede-drafts.ts'
import { touchJob } from './touch-job.ts'

const ANSWERED: DraftState[] = ['approved', 'sent', 'failed']

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
  const turn = await readTurn(tx, thread, message)
  const isLeft = turn.some((row) => row.deleted_at === null)
  const news = message.decision_id === null ? [] : await supersedeDrafts(tx, thread, now, message.contact_id)
  const ids = turn.map((row) => row.id)
  await tx
    .update(messages)
    .set({ decision_id: null })
    .where(and(eq(messages.workspace_id, thread.workspace_id), inArray(messages.id, ids)))
  await forgetDebt(tx, thread, turn[0]!, isLeft, now)
  if (!isLeft) return { isDecidedAnew: false, news }
  await touchJob(tx, thread, message.contact_id, await settleMs(tx, thread), now)
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
  if (decided.state !== null && ANSWERED.includes(decided.state)) return true
  // Its draft was taken back for one that answered it together with what came after.
  if (decided.state === 'superseded' && (await isAnsweredSince(tx, thread, message))) return true
  const isAnswered = await openReplies(tx, thread)()
  return isAnswered(message)
}

async function isAnsweredSince(tx: Db, thread: ThreadRow, message: MessageRow): Promise<boolean> {
  const [answer] = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .where(
      and(
        isOfThread(drafts, thread),
        inArray(drafts.kind, ['answer', 'rule']),
        inArray(drafts.state, ANSWERED),
        gte(drafts.created_at, message.received_at),
        eq(messages.contact_id, message.contact_id),
      ),
    )
    .limit(1)
  return answer !== undefined
}

/**
 * The messages that were decided together with this one and those that wait for the same answer, as they are now, oldest
 * first: taking back its draft takes back what was to answer them.
 */
async function readTurn(tx: Db, thread: ThreadRow, message: MessageRow): Promise<MessageRow[]> {
  const { decision_id } = message
  const isTogether =
    decision_id === null ? eq(messages.id, message.id) : eq(messages.decision_id, decision_id)
  const together = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.workspace_id, message.workspace_id), isTogether))
  if (decision_id === null) return together
  const open = await readOpenQuestions(tx, thread, message.contact_id)
  const byId = new Map([...together, ...open.messages].map((row) => [row.id, row]))
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What was owed for this turn alone is owed no more; deciding it anew may owe it again. Others go on waiting. */
async function forgetDebt(
  tx: Db,
  thread: ThreadRow,
  first: MessageRow,
  isLeft: boolean,
  now: Date,
): Promise<void> {
  const isOlder = thread.waiting_since === null || thread.waiting_since < first.received_at
  if (isOlder) return
  const waiting_since = await readWaiting(tx, thread)
  const free = { ...thread, waiting_since }
  await tx
    .update(threads)
    .set(isLeft ? { waiting_since } : oweNothing(free, now))
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
}

async function settleMs(tx: Db, thread: ThreadRow): Promise<number> {
  const [channel] = await tx
    .select({ settle_ms: channels.settle_ms })
    .from(channels)
    .where(and(eq(channels.workspace_id, thread.workspace_id), eq(channels.id, thread.channel_id)))
  return channel!.settle_ms
}

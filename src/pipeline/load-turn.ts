import { and, asc, desc, eq, exists, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { channels, contacts, drafts, messages, threads, workspaces } from '../db/schema.ts'
import { isOfExchange } from '../inbox/is-of-exchange.ts'
import { isUndecided } from '../inbox/is-undecided.ts'
import { openReplies } from '../inbox/open-replies.ts'
import { type OpenQuestions, readOpenQuestions } from '../inbox/read-open-questions.ts'
import { readWaiting } from '../inbox/read-waiting.ts'
import type { Policy } from '../moderation/policy.ts'
import { activePolicy, policyOf } from '../moderation/read-policy.ts'
import { signalFields, type WordPatterns } from '../moderation/signal-fields.ts'
import type { Claim } from './claim-turn.ts'
import { FEWEST_REPLIES, isReplyLoop } from './notice-loop.ts'

export type MessageRow = typeof messages.$inferSelect

/** Everything of the database that a turn is decided from. */
export interface Turn {
  readonly thread: typeof threads.$inferSelect
  readonly channel: typeof channels.$inferSelect
  readonly contact: typeof contacts.$inferSelect
  readonly settings: (typeof workspaces.$inferSelect)['settings']
  readonly policy: Policy
  readonly wordLists: readonly WordPatterns[]
  /** How many of the contact's messages were taken away lately. */
  readonly takenAway: number
  /** Undecided messages of one disposition, oldest first; never empty. */
  readonly messages: readonly MessageRow[]
  /** Earlier messages whose draft was taken back unsent: they are answered with these. */
  readonly carried: readonly MessageRow[]
  /** What the contact and the shop said to each other before in the episode, oldest first. */
  readonly history: readonly {
    readonly id: string
    readonly from: 'customer' | 'shop'
    readonly text: string
  }[]
  readonly isKnownCustomer: boolean
  /** A person owes the customer more than to look at drafts that this turn carries on. */
  readonly isAwaitingHuman: boolean
  /** A person owes something to somebody else in the thread. */
  readonly isOtherWaiting: boolean
  readonly isLoop: boolean
}

const HISTORY_LENGTH = 20

/** What is synced, too old, or of a channel that is off is looked at for the record alone, and nobody outside is asked. */
export function isLive({ channel, messages: said }: Pick<Turn, 'channel' | 'messages'>): boolean {
  return channel.mode !== 'off' && said[0]!.disposition === 'live'
}

/** Reads a claimed thread's turn, or null where every message is decided already. */
export async function loadTurn(
  ctx: { readonly db: Db; readonly clock: () => Date },
  claim: Pick<Claim, 'workspaceId' | 'threadId'>,
): Promise<Turn | null> {
  const undecided = await ctx.db
    .select()
    .from(messages)
    .where(isUndecided({ id: claim.threadId, workspace_id: claim.workspaceId }))
    .orderBy(asc(messages.id))
  const first = undecided[0]
  if (first === undefined) return null
  // Under a post many people write in one thread: a turn is one person's.
  const group = undecided.filter(
    (message) => message.disposition === first.disposition && message.contact_id === first.contact_id,
  )
  const { policy, hasResolvedThread, ...base } = await loadThread(ctx.db, first, ctx.clock())
  const { thread, contact } = base
  const said = await loadSaid(ctx.db, thread, contact.id)
  const sent = await loadSent(ctx.db, thread, contact.id)
  const findReplies = openReplies(ctx.db, thread)
  const open = await readOpenQuestions(ctx.db, thread, contact.id, findReplies)
  const carried = first.disposition === 'live' ? open.messages : []
  const own = new Set([...group, ...carried].map((message) => message.id))
  return {
    ...base,
    policy: policyOf(policy),
    messages: group,
    carried,
    history: inOrder(said, sent).filter((item) => !own.has(item.id)),
    isKnownCustomer:
      contact.attributes.customer === true ||
      hasResolvedThread ||
      (thread.episode > 1 && thread.contact_id === contact.id),
    isAwaitingHuman: isOwedMore(
      // Under a post others may wait, and that keeps nobody else from an answer.
      thread.surface === 'comment'
        ? await readWaiting(ctx.db, thread, { only: contact.id }, findReplies)
        : thread.waiting_since,
      open,
    ),
    isOtherWaiting: (await readWaiting(ctx.db, thread, { except: contact.id }, findReplies)) !== null,
    isLoop: sent.length >= FEWEST_REPLIES && (await isReplyLoop(ctx, thread, contact.id, group)),
  }
}

async function loadThread(db: Db, message: MessageRow, now: Date) {
  const [row] = await db
    .select({
      thread: threads,
      channel: channels,
      contact: contacts,
      settings: workspaces.settings,
      policy: activePolicy(db, message.workspace_id),
      hasResolvedThread: hasResolvedThread(db, message),
      ...signalFields(message.workspace_id, message.contact_id, now),
    })
    .from(threads)
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .innerJoin(contacts, eq(contacts.id, message.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, threads.workspace_id))
    .where(and(eq(threads.workspace_id, message.workspace_id), eq(threads.id, message.thread_id)))
  return row!
}

/** The latest messages of the episode, newest first; under a post the contact's alone. */
function loadSaid(db: Db, thread: Turn['thread'], contactId: string) {
  return db
    .select({ id: messages.id, text: messages.text, direction: messages.direction, at: messages.received_at })
    .from(messages)
    .where(
      and(
        isOfExchange(messages, thread, contactId),
        eq(messages.episode, thread.episode),
        isNull(messages.deleted_at),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(HISTORY_LENGTH)
}

/** The latest replies that were sent in the thread, newest first; under a post those to the contact. */
function loadSent(db: Db, thread: Turn['thread'], contactId: string) {
  return db
    .select({ id: drafts.id, text: drafts.text, at: drafts.updated_at })
    .from(drafts)
    .where(and(isOfExchange(drafts, thread, contactId), inArray(drafts.state, ['approved', 'sent'])))
    .orderBy(desc(drafts.id))
    .limit(HISTORY_LENGTH)
}

/** What was said in the episode and what was sent since its oldest message, oldest first. */
function inOrder(
  said: Awaited<ReturnType<typeof loadSaid>>,
  sent: Awaited<ReturnType<typeof loadSent>>,
): Turn['history'] {
  const oldest = said.at(-1)?.at.getTime() ?? 0
  return [
    ...said.map((row) => ({
      ...row,
      from: row.direction === 'inbound' ? ('customer' as const) : ('shop' as const),
    })),
    ...sent.filter((row) => row.at.getTime() >= oldest).map((row) => ({ ...row, from: 'shop' as const })),
  ]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ id, from, text }) => ({ id, from, text }))
}

function isOwedMore(since: Date | null, open: OpenQuestions): boolean {
  if (since === null) return false
  const first = open.messages[0]
  return !open.isReviewOnly || first === undefined || first.received_at > since
}

/** Whether a thread of whoever wrote the message was resolved, as a field of a query that is made anyway. */
function hasResolvedThread(db: Db, { workspace_id, contact_id }: MessageRow) {
  const resolved = db
    .select({ one: sql`1` })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, workspace_id),
        isOfPerson(threads.contact_id, db, workspace_id, contact_id),
        eq(threads.status, 'resolved'),
      ),
    )
  return sql<boolean>`${exists(resolved)}`
}

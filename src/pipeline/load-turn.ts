import { and, asc, desc, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { channels, contacts, decisions, drafts, messages, threads, workspaces } from '../db/schema.ts'
import type { Policy } from '../moderation/policy.ts'
import { readPolicy } from '../moderation/read-policy.ts'
import { signalFields, type WordPatterns } from '../moderation/signal-fields.ts'
import type { Claim } from './claim-turn.ts'
import { isReplyLoop } from './notice-loop.ts'

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
  /** What came before in the episode, oldest first. */
  readonly history: readonly {
    readonly id: string
    readonly from: 'customer' | 'shop'
    readonly text: string
  }[]
  readonly isKnownCustomer: boolean
  /** A person owes the customer more than to look at drafts that this turn carries on. */
  readonly isAwaitingHuman: boolean
  readonly isLoop: boolean
}

const HISTORY_LENGTH = 20

/** Reads a claimed thread's turn, or null where every message is decided already. */
export async function loadTurn(
  ctx: { readonly db: Db; readonly clock: () => Date },
  { workspaceId, threadId }: Pick<Claim, 'workspaceId' | 'threadId'>,
): Promise<Turn | null> {
  const undecided = await ctx.db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.thread_id, threadId),
        isNull(messages.decision_id),
        eq(messages.direction, 'inbound'),
        isNull(messages.deleted_at),
      ),
    )
    .orderBy(asc(messages.id))
  const first = undecided[0]
  if (first === undefined) return null
  // Under a post many people write in one thread: a turn is one person's.
  const group = undecided.filter(
    (message) => message.disposition === first.disposition && message.contact_id === first.contact_id,
  )
  const base = await loadThread(ctx.db, first, ctx.clock())
  const { thread, contact } = base
  const recent = await loadRecent(ctx.db, thread)
  const open = await loadOpen(ctx.db, thread)
  const carried =
    first.disposition === 'live' ? open.messages.filter((message) => message.contact_id === contact.id) : []
  const own = new Set([...group, ...carried].map((message) => message.id))
  return {
    ...base,
    policy: await readPolicy(ctx.db, workspaceId),
    messages: group,
    carried,
    history: recent.filter((item) => !own.has(item.id)),
    isKnownCustomer:
      contact.attributes.customer === true || (await hasResolvedThread(ctx.db, thread, contact.id)),
    isAwaitingHuman: isAwaitingHuman(thread, open),
    isLoop: await isReplyLoop(ctx, thread, group),
  }
}

async function loadThread(db: Db, message: MessageRow, now: Date) {
  const [row] = await db
    .select({
      thread: threads,
      channel: channels,
      contact: contacts,
      settings: workspaces.settings,
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

/** Messages of the episode and the replies that Recado sent in it, oldest first. */
async function loadRecent(db: Db, thread: Turn['thread']) {
  const said = await db
    .select({ id: messages.id, text: messages.text, direction: messages.direction, at: messages.received_at })
    .from(messages)
    .where(and(isOf(messages, thread), eq(messages.episode, thread.episode), isNull(messages.deleted_at)))
    .orderBy(desc(messages.id))
    .limit(HISTORY_LENGTH)
  const sent = await db
    .select({ id: drafts.id, text: drafts.text, at: drafts.updated_at })
    .from(drafts)
    .where(and(isOf(drafts, thread), inArray(drafts.state, ['approved', 'sent'])))
    .orderBy(desc(drafts.id))
    .limit(HISTORY_LENGTH)
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

/** Rows of a thread, within its workspace. */
function isOf(table: typeof messages | typeof drafts | typeof decisions, thread: Turn['thread']) {
  return and(eq(table.workspace_id, thread.workspace_id), eq(table.thread_id, thread.id))
}

/** Earlier messages that nobody answered yet, oldest first, and whether drafts to review are all that is left of them. */
interface OpenQuestions {
  readonly messages: readonly MessageRow[]
  readonly isReviewOnly: boolean
}

/**
 * The messages whose draft nobody sent: those of the latest decisions, back to the last one with another outcome or to
 * the last reply that a person sent on the platform, which answered them.
 */
async function loadOpen(db: Db, thread: Turn['thread']): Promise<OpenQuestions> {
  const latest = await db
    .select({ id: decisions.id, route: decisions.route, state: drafts.state })
    .from(decisions)
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(and(isOf(decisions, thread), ne(decisions.route, 'none')))
    .orderBy(desc(decisions.id))
    .limit(5)
  const isUnsent = (state: string | null) => state === 'superseded' || state === 'pending_review'
  const answered = latest.findIndex((row) => !isUnsent(row.state))
  const open = latest.slice(0, answered === -1 ? latest.length : answered)
  if (open.length === 0) return { messages: [], isReviewOnly: false }
  const [reply] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(isOf(messages, thread), eq(messages.direction, 'outbound'), eq(messages.disposition, 'live')))
    .orderBy(desc(messages.id))
    .limit(1)
  const rows = await db
    .select()
    .from(messages)
    .where(
      and(
        isOf(messages, thread),
        inArray(
          messages.decision_id,
          open.map((row) => row.id),
        ),
        eq(messages.episode, thread.episode),
        isNull(messages.deleted_at),
        reply === undefined ? undefined : gt(messages.id, reply.id),
      ),
    )
    .orderBy(asc(messages.id))
  return { messages: rows, isReviewOnly: open.every((row) => row.route === 'review') }
}

function isAwaitingHuman({ waiting_since }: Turn['thread'], open: OpenQuestions): boolean {
  if (waiting_since === null) return false
  const first = open.messages[0]
  return !open.isReviewOnly || first === undefined || first.received_at > waiting_since
}

/** Somebody whose earlier thread, or whose earlier episode of this one, was resolved. */
async function hasResolvedThread(db: Db, thread: Turn['thread'], contactId: string): Promise<boolean> {
  if (thread.episode > 1 && thread.contact_id === contactId) return true
  const [row] = await db
    .select({ one: sql`1` })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, thread.workspace_id),
        isOfPerson(threads.contact_id, db, thread.workspace_id, contactId),
        eq(threads.status, 'resolved'),
      ),
    )
    .limit(1)
  return row !== undefined
}

import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels, contacts, decisions, drafts, messages, threads, workspaces } from '../db/schema.ts'
import type { Policy } from '../moderation/policy.ts'
import { readPolicy } from '../moderation/read-policy.ts'
import { isReplyLoop } from './notice-loop.ts'

export type MessageRow = typeof messages.$inferSelect

/** Everything of the database that a turn is decided from. */
export interface Turn {
  readonly thread: typeof threads.$inferSelect
  readonly channel: typeof channels.$inferSelect
  readonly contact: typeof contacts.$inferSelect
  readonly settings: (typeof workspaces.$inferSelect)['settings']
  readonly policy: Policy
  /** Undecided messages of one disposition, oldest first; never empty. */
  readonly messages: readonly MessageRow[]
  /** Earlier messages whose draft was taken back unsent: they are answered with these. */
  readonly carried: readonly MessageRow[]
  /** What came before in the episode, oldest first. */
  readonly history: readonly { readonly from: 'customer' | 'shop'; readonly text: string }[]
  readonly isKnownCustomer: boolean
  readonly isLoop: boolean
}

const HISTORY_LENGTH = 20

/** Reads a claimed thread's turn, or null where every message is decided already. */
export async function loadTurn(
  ctx: { readonly db: Db; readonly clock: () => Date },
  threadId: string,
): Promise<Turn | null> {
  const undecided = await ctx.db
    .select()
    .from(messages)
    .where(
      and(eq(messages.thread_id, threadId), isNull(messages.decision_id), eq(messages.direction, 'inbound')),
    )
    .orderBy(asc(messages.id))
  const first = undecided[0]
  if (first === undefined) return null
  const group = undecided.filter((message) => message.disposition === first.disposition)
  const base = await loadThread(ctx.db, threadId)
  const { thread } = base
  const recent = await loadRecent(ctx.db, thread)
  const ids = new Set(group.map((message) => message.id))
  const carried = first.disposition === 'live' ? await loadCarried(ctx.db, thread) : []
  const carriedIds = new Set(carried.map((message) => message.id))
  return {
    ...base,
    policy: await readPolicy(ctx.db, thread.workspace_id),
    messages: group,
    carried,
    history: recent.filter((item) => !ids.has(item.id) && !carriedIds.has(item.id)),
    isKnownCustomer: base.contact.attributes.customer === true || (await hasResolvedThread(ctx.db, thread)),
    isLoop: await isReplyLoop(ctx, thread, group),
  }
}

async function loadThread(db: Db, threadId: string) {
  const [row] = await db
    .select({ thread: threads, channel: channels, contact: contacts, settings: workspaces.settings })
    .from(threads)
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, threads.workspace_id))
    .where(eq(threads.id, threadId))
  return row!
}

/** Messages of the episode and the replies that Recado sent in it, oldest first. */
async function loadRecent(db: Db, thread: Turn['thread']) {
  const said = await db
    .select({ id: messages.id, text: messages.text, direction: messages.direction, at: messages.received_at })
    .from(messages)
    .where(and(eq(messages.thread_id, thread.id), eq(messages.episode, thread.episode)))
    .orderBy(desc(messages.id))
    .limit(HISTORY_LENGTH)
  const sent = await db
    .select({ id: drafts.id, text: drafts.text, at: drafts.updated_at })
    .from(drafts)
    .where(and(eq(drafts.thread_id, thread.id), inArray(drafts.state, ['approved', 'sent'])))
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

/** Messages of the latest decisions whose draft nobody sent, back to the last one that had another outcome. */
async function loadCarried(db: Db, thread: Turn['thread']): Promise<MessageRow[]> {
  const latest = await db
    .select({ id: decisions.id, route: decisions.route, state: drafts.state })
    .from(decisions)
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(and(eq(decisions.thread_id, thread.id), ne(decisions.route, 'none')))
    .orderBy(desc(decisions.id))
    .limit(5)
  const isUnsent = (state: string | null) => state === 'superseded' || state === 'pending_review'
  const answered = latest.findIndex((row) => !isUnsent(row.state))
  const open = latest.slice(0, answered === -1 ? latest.length : answered).map((row) => row.id)
  if (open.length === 0) return []
  return db
    .select()
    .from(messages)
    .where(and(inArray(messages.decision_id, open), eq(messages.episode, thread.episode)))
    .orderBy(asc(messages.id))
}

async function hasResolvedThread(db: Db, thread: Turn['thread']): Promise<boolean> {
  const [row] = await db
    .select({ one: sql`1` })
    .from(threads)
    .where(
      and(
        eq(threads.contact_id, thread.contact_id),
        eq(threads.workspace_id, thread.workspace_id),
        eq(threads.status, 'resolved'),
      ),
    )
    .limit(1)
  // A second episode means that this very thread was resolved before.
  return row !== undefined || thread.episode > 1
}

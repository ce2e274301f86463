import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { drafts, messages, type threads } from '../db/schema.ts'
import { isOfExchange } from '../inbox/is-of-exchange.ts'

/** So many automatic replies within so short a time: two machines answer each other at this pace, people do not. */
const REPLIES = 6
const WINDOW_MS = 120_000
/** The same words so many times in a row, each answered, are a machine's at any pace. */
const REPEATS = 3
const REPEATS_WINDOW_MS = 3_600_000

/** Where fewer replies were sent, nobody needs to look. */
export const FEWEST_REPLIES = REPEATS - 1

/** Whether the other side looks like a bot that answers every reply of ours. */
export async function isReplyLoop(
  ctx: { readonly db: Db; readonly clock: () => Date },
  thread: typeof threads.$inferSelect,
  contactId: string,
  turn: readonly { readonly text: string }[],
): Promise<boolean> {
  const now = ctx.clock().getTime()
  const replies = await ctx.db
    .select({ at: drafts.created_at })
    .from(drafts)
    .where(
      and(
        isOfExchange(drafts, thread, contactId),
        inArray(drafts.state, ['approved', 'sent']),
        isNull(drafts.reviewed_by),
        inArray(drafts.kind, ['answer', 'rule', 'acknowledgement']),
        gt(drafts.created_at, new Date(now - REPEATS_WINDOW_MS)),
      ),
    )
    .orderBy(desc(drafts.id))
    .limit(REPLIES)
  const oldest = replies[REPLIES - 1]
  if (oldest !== undefined && now - oldest.at.getTime() <= WINDOW_MS) return true
  if (replies.length < FEWEST_REPLIES) return false
  const last = await ctx.db
    .select({ text: messages.text })
    .from(messages)
    .where(and(isOfExchange(messages, thread, contactId), eq(messages.direction, 'inbound')))
    .orderBy(desc(messages.id))
    .limit(REPEATS)
  const own = turn.at(-1)?.text.trim().toLowerCase()
  return last.length === REPEATS && last.every((message) => message.text.trim().toLowerCase() === own)
}

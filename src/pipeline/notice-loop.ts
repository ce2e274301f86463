import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { drafts, messages, type threads } from '../db/schema.ts'

/** Two machines answer each other at this pace; people do not. */
const REPLIES = 4
const WINDOW_MS = 10 * 60_000
/** The same words so many times in a row are a machine's. */
const REPEATS = 3

/** Whether the other side looks like a bot that answers every reply of ours. */
export async function isReplyLoop(
  ctx: { readonly db: Db; readonly clock: () => Date },
  thread: typeof threads.$inferSelect,
  turn: readonly { readonly text: string }[],
): Promise<boolean> {
  const since = new Date(ctx.clock().getTime() - WINDOW_MS)
  const replies = await ctx.db
    .select({ id: drafts.id })
    .from(drafts)
    .where(
      and(
        eq(drafts.thread_id, thread.id),
        inArray(drafts.state, ['approved', 'sent']),
        gt(drafts.created_at, since),
      ),
    )
    .limit(REPLIES)
  if (replies.length >= REPLIES) return true
  if (replies.length < REPEATS - 1) return false
  const last = await ctx.db
    .select({ text: messages.text })
    .from(messages)
    .where(and(eq(messages.thread_id, thread.id), eq(messages.direction, 'inbound')))
    .orderBy(desc(messages.id))
    .limit(REPEATS)
  const own = turn.at(-1)?.text.trim().toLowerCase()
  return last.length === REPEATS && last.every((message) => message.text.trim().toLowerCase() === own)
}

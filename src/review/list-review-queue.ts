import { and, asc, count, desc, eq, isNotNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels, contacts, decisions, drafts, messages, threads } from '../db/schema.ts'
import { redactText } from '../privacy/redact-text.ts'

/** Two lines of a narrow list; cut after masking, since half of a number may not be known as one. */
const MOST_SHOWN = 300

/**
 * Drafts that wait for a person: the most pressing thread first, and of those the surest draft first. Personal data in what
 * was asked is masked.
 */
export async function listReviewQueue(ctx: { readonly db: Db }, workspaceId: string, limit: number) {
  // Chosen before anything is looked up for them: thousands may wait.
  const chosen = ctx.db
    .select({
      id: drafts.id,
      decision_id: drafts.decision_id,
      thread_id: drafts.thread_id,
      confidence: drafts.confidence,
      language: drafts.language,
      created_at: drafts.created_at,
      urgency: drafts.urgency,
    })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        eq(drafts.state, 'pending_review'),
        isNotNull(drafts.decision_id),
      ),
    )
    .orderBy(asc(drafts.urgency), desc(drafts.confidence), asc(drafts.id))
    .limit(limit)
    .as('chosen')
  const rows = await ctx.db
    .select({
      id: chosen.id,
      confidence: chosen.confidence,
      language: chosen.language,
      createdAt: chosen.created_at,
      priority: threads.priority,
      heldBy: threads.held_by,
      contactName: contacts.name,
      channelKind: channels.kind,
      surface: threads.surface,
      asked: messages.text,
    })
    .from(chosen)
    .innerJoin(threads, eq(threads.id, chosen.thread_id))
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .innerJoin(decisions, eq(decisions.id, chosen.decision_id))
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .orderBy(asc(chosen.urgency), desc(chosen.confidence), asc(chosen.id))
  return rows.map((row) => ({ ...row, asked: redactText(row.asked).slice(0, MOST_SHOWN) }))
}
export type ReviewQueueItem = Awaited<ReturnType<typeof listReviewQueue>>[number]

/** How many drafts wait for a person, counted up to `most`. */
export async function countReviewQueue(
  ctx: { readonly db: Db },
  workspaceId: string,
  most: number,
): Promise<number> {
  const waiting = ctx.db
    .select({ id: drafts.id })
    .from(drafts)
    .where(and(eq(drafts.workspace_id, workspaceId), eq(drafts.state, 'pending_review')))
    .limit(most)
    .as('waiting')
  const [row] = await ctx.db.select({ waiting: count() }).from(waiting)
  return row!.waiting
}

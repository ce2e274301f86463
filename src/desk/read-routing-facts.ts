import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels, contacts, decisions, threads } from '../db/schema.ts'
import type { Assessment } from '../domain/assessment.ts'
import type { RoutingFacts } from '../domain/routing.ts'
import { AppError, NotFoundError } from '../errors.ts'

/** What routing is told of a thread by its latest decision. Throws `not_found`, and `conflict` before there is one. */
export async function readRoutingFacts(db: Db, workspaceId: string, id: string): Promise<RoutingFacts> {
  const [row] = await db
    .select({ thread: threads, channel: channels, contact: contacts })
    .from(threads)
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, id)))
  if (row === undefined) throw new NotFoundError('thread', id)
  const [decision] = await db
    .select()
    .from(decisions)
    .where(and(eq(decisions.workspace_id, workspaceId), eq(decisions.thread_id, id)))
    .orderBy(desc(decisions.id))
    .limit(1)
  if (decision === undefined) {
    throw new AppError(
      'conflict',
      `Nothing has been decided in thread ${id} yet, so there is nothing to route`,
    )
  }
  const { assessment, handoff, reasons } = decision
  return {
    category: assessment.category,
    reasons,
    priority: handoff?.priority ?? row.thread.priority,
    labels: [...new Set([...row.thread.labels, ...row.thread.suggested_labels, ...(handoff?.labels ?? [])])],
    language: assessment.language.tag,
    channel_id: row.channel.id,
    channel_kind: row.channel.kind,
    surface: row.thread.surface,
    scores: scoresOf(assessment),
    attributes: row.contact.attributes,
  }
}

/** The probability of each category. */
export function scoresOf({ labels }: Pick<Assessment, 'labels'>): RoutingFacts['scores'] {
  const { hate, spam, needs_human, faq } = labels
  return { hate: hate.score, spam: spam.score, needs_human: needs_human.score, faq: faq.score }
}

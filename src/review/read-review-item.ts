import { and, desc, eq, getTableColumns, inArray } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import {
  channels,
  contacts,
  decisions,
  drafts,
  knowledgeVersions,
  members,
  messages,
  threads,
} from '../db/schema.ts'
import type { Citation } from '../domain/draft.ts'
import { NotFoundError } from '../errors.ts'
import { openRedaction } from '../privacy/redact-text.ts'

const MOST_MESSAGES = 50
const reviewers = alias(members, 'reviewers')
/** What the draft answers: under a post, one of the messages of many people. */
const asked = alias(messages, 'asked')

/**
 * A draft with all that its reviewer needs beside it: the decision, the thread with personal data masked, and the cited
 * entries. Throws `not_found`.
 */
export async function readReviewItem(ctx: { readonly db: Db }, workspaceId: string, draftId: string) {
  const [item] = await ctx.db
    .select({
      draft: drafts,
      decision: decisions,
      thread: threads,
      contact: contacts,
      channel: channels,
      holderName: members.name,
      reviewerName: reviewers.name,
    })
    .from(drafts)
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .innerJoin(threads, eq(threads.id, drafts.thread_id))
    .innerJoin(asked, eq(asked.id, decisions.message_id))
    .innerJoin(contacts, eq(contacts.id, asked.contact_id))
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .leftJoin(members, eq(members.id, threads.held_by))
    .leftJoin(reviewers, eq(reviewers.id, drafts.reviewed_by))
    .where(and(eq(drafts.workspace_id, workspaceId), eq(drafts.id, draftId)))
  if (item === undefined) throw new NotFoundError('draft', draftId)
  const said = await ctx.db
    .select({ ...getTableColumns(messages), contactName: contacts.name })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.thread_id, item.thread.id)))
    .orderBy(desc(messages.id))
    .limit(MOST_MESSAGES)
  const cited = await readCited(ctx, workspaceId, item.draft.citations)
  const { hide } = openRedaction({ contactName: null, texts: said.map(({ text }) => text) })
  const shown = said.reverse().map((message) => ({ ...message, text: hide(message.text) }))
  return { ...item, messages: shown, cited }
}
export type ReviewItem = Awaited<ReturnType<typeof readReviewItem>>

/** A citation with the entry as it was when it was cited. */
export interface CitedEntry {
  readonly citation: Citation
  readonly question: string
  readonly answer: string
}

async function readCited(
  ctx: { readonly db: Db },
  workspaceId: string,
  citations: readonly Citation[],
): Promise<CitedEntry[]> {
  if (citations.length === 0) return []
  const rows = await ctx.db
    .select()
    .from(knowledgeVersions)
    .where(
      and(
        eq(knowledgeVersions.workspace_id, workspaceId),
        inArray(
          knowledgeVersions.entry_id,
          citations.map((citation) => citation.entry_id),
        ),
      ),
    )
  return citations.map((citation) => {
    const row = rows.find((one) => one.entry_id === citation.entry_id && one.version === citation.version)
    const content = (row?.content ?? {}) as { question?: string; answer?: string }
    return { citation, question: content.question ?? '', answer: content.answer ?? '' }
  })
}

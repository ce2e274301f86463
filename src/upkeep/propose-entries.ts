import { and, asc, eq, gte, inArray, isNull, ne, notExists, or, sql } from 'drizzle-orm'
import {
  contacts,
  drafts,
  knowledgeGaps,
  knowledgeMisses,
  knowledgeSuggestions,
  messages,
  threads,
  workspaces,
} from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import { keepSuggestions, type NewSuggestion } from './keep-suggestions.ts'
import { isPersonal, readSentences } from './read-sentences.ts'
import type { UpkeepContext } from './upkeep-context.ts'

type GapRow = typeof knowledgeGaps.$inferSelect

/** What a person said to somebody who asked one of a gap's questions. */
interface Reply {
  readonly id: string
  readonly threadId: string
  readonly sentences: readonly string[]
}

const VARIANTS = 5
/** How long after a question a reply may still be an answer to it. */
const ANSWERED_WITHIN = sql`interval '3 days'`

/**
 * Proposes an entry for each open gap that people answered in their own words: the question that stands best for the gap,
 * and the reply that has most in common with the others. Each gap once.
 */
export async function proposeEntries(ctx: UpkeepContext, workspaceId: string): Promise<void> {
  const proposed = ctx.db
    .select({ id: knowledgeSuggestions.id })
    .from(knowledgeSuggestions)
    .where(eq(knowledgeSuggestions.gap_id, knowledgeGaps.id))
  const gaps = await ctx.db
    .select()
    .from(knowledgeGaps)
    .where(
      and(eq(knowledgeGaps.workspace_id, workspaceId), eq(knowledgeGaps.state, 'open'), notExists(proposed)),
    )
  const found: NewSuggestion[] = []
  for (const gap of gaps) {
    const suggestion = await proposeEntry(ctx, workspaceId, gap)
    if (suggestion !== null) found.push(suggestion)
  }
  await keepSuggestions(ctx, workspaceId, found)
}

async function proposeEntry(
  ctx: UpkeepContext,
  workspaceId: string,
  gap: GapRow,
): Promise<NewSuggestion | null> {
  const best = mostCommon(await readReplies(ctx, workspaceId, gap.id), gap.language)
  if (best === null) return null
  const asked = await ctx.db
    .select({ text: knowledgeMisses.text })
    .from(knowledgeMisses)
    .where(and(eq(knowledgeMisses.workspace_id, workspaceId), eq(knowledgeMisses.gap_id, gap.id)))
    .orderBy(asc(knowledgeMisses.place))
  const [question, ...wordings] = new Set(asked.map(({ text }) => text).filter((text) => !isPersonal(text)))
  if (question === undefined) return null
  return {
    kind: 'entry',
    source: `gap:${gap.id}`,
    language: gap.language,
    gap_id: gap.id,
    entry_id: null,
    question,
    answer: best.sentences.join(' '),
    variants: wordings.slice(0, VARIANTS),
    evidence: best.sentences.map((sentence) => ({ thread_id: best.threadId, reply_id: best.id, sentence })),
  }
}

/** What people wrote to whoever asked the gap's questions, after they did: in Recado, and on the platform itself. */
async function readReplies({ db }: UpkeepContext, workspaceId: string, gapId: string): Promise<Reply[]> {
  const inGap = and(eq(knowledgeMisses.workspace_id, workspaceId), eq(knowledgeMisses.gap_id, gapId))
  const soon = (at: typeof drafts.updated_at | typeof messages.received_at) =>
    and(gte(at, knowledgeMisses.asked_at), sql`${at} < ${knowledgeMisses.asked_at} + ${ANSWERED_WITHIN}`)
  // Under a post others are answered in the same thread.
  const isForAsker = (contactId: typeof drafts.contact_id | typeof messages.contact_id) =>
    or(ne(threads.surface, 'comment'), eq(contactId, knowledgeMisses.contact_id))
  const own = await db
    .selectDistinct({ id: drafts.id, threadId: drafts.thread_id, text: drafts.text, name: contacts.name })
    .from(drafts)
    .innerJoin(knowledgeMisses, and(inGap, eq(knowledgeMisses.thread_id, drafts.thread_id)))
    .innerJoin(threads, eq(threads.id, drafts.thread_id))
    .innerJoin(contacts, eq(contacts.id, knowledgeMisses.contact_id))
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        inArray(drafts.state, ['approved', 'sent']),
        sql`(${drafts.kind} = 'person' or (${drafts.kind} = 'answer' and ${drafts.text} <> ${drafts.proposed_text}))`,
        isForAsker(drafts.contact_id),
        soon(drafts.updated_at),
      ),
    )
  const echoed = db
    .select({ id: drafts.id })
    .from(drafts)
    .where(and(eq(drafts.thread_id, messages.thread_id), eq(drafts.text, messages.text)))
  const elsewhere = await db
    .selectDistinct({
      id: messages.id,
      threadId: messages.thread_id,
      text: messages.text,
      name: contacts.name,
    })
    .from(messages)
    .innerJoin(knowledgeMisses, and(inGap, eq(knowledgeMisses.thread_id, messages.thread_id)))
    .innerJoin(threads, eq(threads.id, messages.thread_id))
    .innerJoin(contacts, eq(contacts.id, knowledgeMisses.contact_id))
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.direction, 'outbound'),
        isNull(messages.deleted_at),
        notExists(echoed),
        isForAsker(messages.contact_id),
        soon(messages.received_at),
      ),
    )
  const [workspace] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const orderMasks = workspace!.settings.order_masks ?? []
  return [...own, ...elsewhere].flatMap(({ id, threadId, text, name }) => {
    const { hide } = openRedaction({ contactName: name, orderMasks, texts: [text] })
    const sentences = readSentences(hide(text))
    return sentences.length === 0 ? [] : [{ id, threadId, sentences }]
  })
}

/** The reply whose words most of the others use too; of one alone, that one. */
function mostCommon(replies: readonly Reply[], language: Language): Reply | null {
  const terms = replies.map(({ sentences }) => new Set(extractTerms(sentences.join(' '), language)))
  const shared = (i: number) =>
    terms.reduce((sum, other, j) => {
      if (i === j) return sum
      return sum + terms[i]!.intersection(other).size / Math.max(1, terms[i]!.union(other).size)
    }, 0)
  const scored = replies.map((reply, i) => ({ reply, score: shared(i) }))
  return scored.sort((a, b) => b.score - a.score || (a.reply.id < b.reply.id ? -1 : 1))[0]?.reply ?? null
}

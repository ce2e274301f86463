import { and, asc, eq, gt, gte, inArray, sql } from 'drizzle-orm'
import { contacts, decisions, drafts, knowledgeEntries, messages, workspaces } from '../db/schema.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { dropFillers, splitQuestions } from '../pipeline/split-questions.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import { keepSuggestions, type NewSuggestion } from './keep-suggestions.ts'
import { isPersonal } from './read-sentences.ts'
import type { UpkeepContext } from './upkeep-context.ts'

const MOST = 200

/**
 * Proposes wordings: where a person sent a draft as it was, although the knowledge was not sure enough to send it unseen,
 * what the customer asked is another way to ask for the entry.
 */
export async function proposeVariants(ctx: UpkeepContext, workspaceId: string, since: Date): Promise<void> {
  const sent = await ctx.db
    .select({
      draftId: drafts.id,
      threadId: drafts.thread_id,
      citations: drafts.citations,
      text: messages.text,
      name: contacts.name,
      settings: workspaces.settings,
    })
    .from(drafts)
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, drafts.workspace_id))
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        eq(decisions.route, 'review'),
        inArray(drafts.state, ['approved', 'sent']),
        eq(drafts.text, drafts.proposed_text),
        gte(drafts.updated_at, since),
        gt(sql`jsonb_array_length(${drafts.citations})`, 0),
      ),
    )
    .orderBy(asc(drafts.id))
    .limit(MOST)
  const limit = ctx.models.ranker.thresholds.auto
  const unsure = sent.filter(({ citations }) => citations.length === 1 && citations[0]!.score < limit)
  const entries = await readEntries(
    ctx,
    workspaceId,
    unsure.map(({ citations }) => citations[0]!.entry_id),
  )
  const found = unsure.flatMap(({ draftId, threadId, citations, text, name, settings }): NewSuggestion[] => {
    const entry = entries.get(citations[0]!.entry_id)
    const redaction = { contactName: name, orderMasks: settings.order_masks ?? [], texts: [text] }
    const [asked, ...more] = splitQuestions(openRedaction(redaction).hide(text))
    if (entry === undefined || asked === undefined || more.length > 0 || isPersonal(asked)) return []
    const question = dropFillers(asked) || asked
    const terms = extractTerms(question, entry.language).toSorted().join(' ')
    return [
      {
        kind: 'variant',
        // The same words in another order are the same wording.
        source: `entry:${entry.id}:${terms}`.slice(0, 500),
        language: entry.language,
        gap_id: null,
        entry_id: entry.id,
        question,
        answer: null,
        variants: [],
        evidence: [{ thread_id: threadId, reply_id: draftId, sentence: question }],
      },
    ]
  })
  await keepSuggestions(ctx, workspaceId, found)
}

async function readEntries({ db }: UpkeepContext, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db
    .select({ id: knowledgeEntries.id, language: knowledgeEntries.language })
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, [...ids])))
  return new Map(rows.map((row) => [row.id, row]))
}

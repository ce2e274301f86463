import { and, asc, eq, gt, inArray, isNull, lt } from 'drizzle-orm'
import { classifyMessages } from '../classifier/classify-message.ts'
import { contacts, decisions, knowledgeMisses, knowledgeUpkeep, messages, workspaces } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import { searchPassages } from '../knowledge/search-passages.ts'
import { dropFillers, splitQuestions } from '../pipeline/split-questions.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** A turn that a person got, with what its customer asked. */
interface Turn {
  readonly id: string
  readonly messageId: string
  readonly threadId: string
  readonly contactId: string
  readonly surface: 'dm' | 'comment'
  readonly language: Language
  readonly askedAt: Date
  /** How sure the knowledge was of the turn as a whole. */
  readonly confidence: number
  /** Personal data are placeholders. */
  readonly questions: readonly string[]
}

const BATCH = 100
/** A decision of a transaction that is still open may have a smaller id than one that is seen already. */
const SETTLED_MS = 10_000
/** A message with more questions than this is a letter. */
const MOST_QUESTIONS = 4

/**
 * Looks through the decisions since `readUntil` that a person got, and keeps the questions in them that nothing was trusted
 * to answer. Answers the decision that it came to, or null where there are no more.
 */
export async function collectMisses(
  ctx: UpkeepContext,
  workspaceId: string,
  readUntil: string,
): Promise<string | null> {
  const turns = await readTurns(ctx, workspaceId, readUntil)
  if (turns.until === null) return null
  const misses = await findMisses(ctx, workspaceId, turns.asked)
  const until = turns.until
  await ctx.db.transaction(async (tx) => {
    if (misses.length > 0) await tx.insert(knowledgeMisses).values(misses).onConflictDoNothing()
    await tx
      .update(knowledgeUpkeep)
      .set({ read_until: until })
      .where(eq(knowledgeUpkeep.workspace_id, workspaceId))
  })
  return until
}

async function readTurns(
  { db, clock }: UpkeepContext,
  workspaceId: string,
  readUntil: string,
): Promise<{ asked: Turn[]; until: string | null }> {
  const settled = new Date(clock().getTime() - SETTLED_MS)
  const found = await db
    .select({
      id: decisions.id,
      messageId: decisions.message_id,
      threadId: decisions.thread_id,
      route: decisions.route,
      citations: decisions.citations,
      tag: decisions.assessment,
    })
    .from(decisions)
    .where(
      and(
        eq(decisions.workspace_id, workspaceId),
        gt(decisions.id, readUntil),
        lt(decisions.created_at, settled),
      ),
    )
    .orderBy(asc(decisions.id))
    .limit(BATCH)
  const forPeople = found.filter(({ route }) => route === 'human' || route === 'review')
  const said = await readSaid(
    { db },
    workspaceId,
    forPeople.map(({ id }) => id),
  )
  const asked = forPeople.flatMap(({ id, citations, tag, ...turn }): Turn[] => {
    const own = said.get(id) ?? []
    const language = tag.language.tag
    if (own.length === 0 || language === 'und') return []
    const texts = own.map(({ text }) => text)
    const { name, settings, contactId, surface, askedAt } = own[0]!
    const { hide } = openRedaction({ contactName: name, orderMasks: settings.order_masks ?? [], texts })
    const questions = splitQuestions(hide(texts.join('\n')))
      .slice(0, MOST_QUESTIONS)
      .map((text) => dropFillers(text) || text)
    const confidence = Math.max(0, ...citations.map(({ score }) => score))
    return [{ ...turn, id, contactId, surface, askedAt, language, confidence, questions }]
  })
  return { asked, until: found.at(-1)?.id ?? null }
}

async function readSaid({ db }: Pick<UpkeepContext, 'db'>, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never[]>()
  const rows = await db
    .select({
      decisionId: messages.decision_id,
      text: messages.text,
      surface: messages.surface,
      contactId: messages.contact_id,
      askedAt: messages.received_at,
      name: contacts.name,
      settings: workspaces.settings,
    })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, messages.workspace_id))
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        inArray(messages.decision_id, [...ids]),
        isNull(messages.deleted_at),
        isNull(contacts.erased_at),
      ),
    )
    .orderBy(asc(messages.id))
  return Map.groupBy(rows, (row) => row.decisionId!)
}

/** General questions alone: what is about this customer, or is no question, an entry could not answer. */
async function findMisses(ctx: UpkeepContext, workspaceId: string, turns: readonly Turn[]) {
  const asked = turns.flatMap((turn) => turn.questions.map((text, position) => ({ turn, text, position })))
  const classified = await classifyMessages(
    ctx,
    asked.map(({ turn, text }) => ({ text, surface: turn.surface, languageHint: turn.language })),
  )
  const limits = ctx.models.classifier.thresholds
  const general = asked.filter((_question, i) => {
    const { scores, cues, isReplyOwed } = classified[i]!
    const isElse = (['personal', 'courtesy', 'spam', 'hate'] as const).some(
      (name) => scores[name] >= limits[name],
    )
    return isReplyOwed && cues.length === 0 && !isElse
  })
  const confidences = await readConfidences(ctx, workspaceId, general)
  return general.flatMap(({ turn, text, position }, i) => {
    if (confidences[i]! >= ctx.models.ranker.thresholds.auto) return []
    const { id: decision_id, messageId, threadId, contactId, language, askedAt } = turn
    const ids = { message_id: messageId, thread_id: threadId, contact_id: contactId }
    const where = { decision_id, position, workspace_id: workspaceId, ...ids }
    return [{ id: ctx.newId('mis'), ...where, text, language, asked_at: askedAt }]
  })
}

/** A turn of one question was searched for when it was decided; the parts of others are searched for now. */
async function readConfidences(
  ctx: UpkeepContext,
  workspaceId: string,
  asked: readonly { readonly turn: Turn; readonly text: string }[],
): Promise<number[]> {
  const parts = asked.filter(({ turn }) => turn.questions.length > 1)
  const found = await searchPassages(
    ctx,
    workspaceId,
    parts.map(({ turn, text }) => ({ text, language: turn.language, limit: 1 })),
  )
  return asked.map((question) => {
    const part = parts.indexOf(question)
    return part === -1 ? question.turn.confidence : (found[part]![0]?.confidence ?? 0)
  })
}

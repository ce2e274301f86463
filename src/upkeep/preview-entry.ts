import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { contacts, decisions, messages, workspaces } from '../db/schema.ts'
import { EntryInput } from '../domain/knowledge-entry.ts'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import { findConflicts } from '../knowledge/check-entries.ts'
import { embedPassages } from '../knowledge/embed-passages.ts'
import type { Candidate } from '../knowledge/load-candidates.ts'
import { parseEntries } from '../knowledge/parse-entries.ts'
import { type EntryRow, getEntry, viewEntry } from '../knowledge/read-entries.ts'
import { searchPassages } from '../knowledge/search-passages.ts'
import { splitQuestions } from '../pipeline/split-questions.ts'
import { redact } from '../privacy/redact-text.ts'
import type { UpkeepContext } from './upkeep-context.ts'

const Answer = z.object({
  external_id: z.string(),
  confidence: z.number().min(0).max(1),
  is_trusted: z.boolean().describe('Sure enough to go out unseen'),
})

/** What an edit would change, before it is saved. */
export const EntryPreview = z
  .object({
    looked_at: z.int().min(0).describe('Recent questions that were asked again'),
    changes: z.array(
      z.object({
        message_id: z.string(),
        thread_id: z.string(),
        question: z.string().describe('Personal data are placeholders'),
        kind: z.enum(['gained', 'lost', 'other_entry', 'other_answer', 'trust']),
        before: Answer.nullable(),
        after: Answer.nullable(),
      }),
    ),
    conflicts: z.array(
      z.object({
        kind: z.enum(['contradiction', 'duplicate']),
        differs: z.array(z.string()),
        external_id: z.string(),
        question: z.string(),
      }),
    ),
  })
  .meta({ id: 'EntryPreview' })
export type EntryPreview = z.infer<typeof EntryPreview>

/** The fields that the edit changes; the others stay as they are. */
export const EntryEdit = z
  .object({
    ...EntryInput.shape,
    external_id: z.never().optional(),
    variants: EntryInput.shape.variants.removeDefault(),
    tags: EntryInput.shape.tags.removeDefault(),
    is_deleted: z.boolean().default(false).describe('What if it were deleted?'),
    limit: z.int().min(1).max(300).default(100).describe('How many recent questions are asked again'),
  })
  .omit({ external_id: true })
  .partial()
  .meta({ id: 'EntryEdit' })
export type EntryEdit = z.infer<typeof EntryEdit>

interface Asked {
  readonly messageId: string
  readonly threadId: string
  readonly language: Language
  readonly text: string
  readonly shown: string
}

/**
 * Asks the workspace's recent questions again, once of the knowledge as it is and once as it would be after the edit, and
 * tells which would be answered differently; stores nothing. Of an id that is not there, the entry that it would become.
 * Throws `not_found`, and `invalid_request` for words that no entry may have.
 */
export async function previewEntry(
  installed: Installed<UpkeepContext>,
  workspaceId: string,
  id: string,
  { is_deleted = false, limit = 100, ...edit }: EntryEdit,
): Promise<EntryPreview> {
  const ctx = await forWorkspace(installed, workspaceId)
  const current = await findEntry(ctx.db, workspaceId, id, edit)
  const edited = is_deleted ? null : editEntry(current, id, edit)
  const asked = await readAsked(ctx.db, workspaceId, limit)
  const queries = asked.map(({ text, language }) => ({ text, language, limit: 1 }))
  const overlay = {
    entryId: current?.id ?? null,
    candidate: edited === null || !isValid(edited, ctx.clock()) ? null : await candidateOf(ctx, edited),
  }
  const before = await searchPassages(ctx, workspaceId, queries)
  const after = await searchPassages(ctx, workspaceId, queries, overlay)
  const conflicts = edited === null ? [] : await findConflicts(ctx, { ...edited, workspace_id: workspaceId })
  return {
    looked_at: asked.length,
    changes: asked.flatMap((question, i) => changeOf(ctx, question, before[i]![0], after[i]![0])),
    conflicts: conflicts.map(({ kind, differs, other }) => ({
      kind,
      differs: [...differs],
      external_id: other.external_id,
      question: other.question,
    })),
  }
}

type EditedEntry = Pick<
  EntryRow,
  'id' | 'external_id' | 'question' | 'answer' | 'variants' | 'language' | 'version' | 'priority'
> &
  Pick<EntryRow, 'valid_from' | 'valid_until'>

async function findEntry(
  db: Db,
  workspaceId: string,
  id: string,
  edit: Pick<EntryEdit, 'question' | 'answer'>,
): Promise<EntryRow | null> {
  try {
    return await getEntry({ db }, workspaceId, id)
  } catch (error) {
    const isNew = edit.question !== undefined && edit.answer !== undefined
    if (error instanceof NotFoundError && isNew) return null
    throw error
  }
}

/** The entry as it would be stored. */
function editEntry(
  current: EntryRow | null,
  id: string,
  edit: Omit<EntryEdit, 'is_deleted' | 'limit'>,
): EditedEntry {
  const {
    id: _id,
    version: _version,
    created_at: _made,
    updated_at: _changed,
    ...fields
  } = current === null ? { external_id: id } : viewEntry(current)
  const { entries, errors } = parseEntries([{ ...fields, ...edit }])
  if (errors.length > 0) {
    const faults = errors.map(({ pointer, detail }) => ({
      pointer: pointer.replace('/entries/0', ''),
      detail,
    }))
    throw new AppError('invalid_request', 'The entry cannot be stored like this', { errors: faults })
  }
  const { externalId, validFrom, validUntil, variants, question, answer, language, priority } = entries[0]!
  return {
    id: current?.id ?? '',
    external_id: externalId,
    version: (current?.version ?? 0) + 1,
    question,
    answer,
    language,
    priority,
    variants: [...variants],
    valid_from: validFrom,
    valid_until: validUntil,
  }
}

function isValid({ valid_from, valid_until }: EditedEntry, now: Date): boolean {
  return (valid_from === null || valid_from <= now) && (valid_until === null || valid_until > now)
}

async function candidateOf(ctx: UpkeepContext, entry: EditedEntry): Promise<Candidate> {
  const { id, external_id, question, answer, language, version, variants, priority } = entry
  const [passages] = await embedPassages(ctx.models.embedder, [entry])
  const of = (kind: 'question' | 'variant' | 'answer') =>
    passages!.filter((passage) => passage.kind === kind).map(({ embedding }) => Float32Array.from(embedding))
  return {
    entry: { id, external_id, question, answer, language, version },
    priority,
    ranked: {
      language,
      question,
      answer,
      variants,
      questionEmbedding: of('question')[0]!,
      answerEmbedding: of('answer')[0]!,
      variantEmbeddings: of('variant'),
    },
  }
}

/** What was asked last, whoever got it. */
async function readAsked(db: Db, workspaceId: string, limit: number): Promise<Asked[]> {
  const rows = await db
    .select({
      messageId: messages.id,
      threadId: messages.thread_id,
      text: messages.text,
      assessment: decisions.assessment,
      name: contacts.name,
      settings: workspaces.settings,
    })
    .from(decisions)
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, decisions.workspace_id))
    .where(
      and(
        eq(decisions.workspace_id, workspaceId),
        inArray(decisions.route, ['auto_reply', 'review', 'human']),
        isNull(messages.deleted_at),
        isNull(contacts.erased_at),
      ),
    )
    .orderBy(desc(decisions.id))
    .limit(limit)
  const asked = rows.flatMap(({ messageId, threadId, text, assessment, name, settings }): Asked[] => {
    const { tag } = assessment.language
    if (tag === 'und' || text.trim() === '') return []
    const questions = splitQuestions(text)
    const known = { contactName: name, orderMasks: settings.order_masks ?? [] }
    const { texts } = redact(questions, known)
    return questions.map((question, i) => ({
      messageId,
      threadId,
      language: tag,
      text: question,
      shown: texts[i]!,
    }))
  })
  return asked.slice(0, limit)
}

function changeOf(
  ctx: UpkeepContext,
  { messageId, threadId, shown }: Asked,
  before: Passage | undefined,
  after: Passage | undefined,
): EntryPreview['changes'] {
  const { faq, auto } = ctx.models.ranker.thresholds
  const answerOf = (passage: Passage | undefined) =>
    passage === undefined || passage.confidence < faq
      ? null
      : {
          external_id: passage.entry.external_id,
          confidence: passage.confidence,
          is_trusted: passage.confidence >= auto,
        }
  const [was, is] = [answerOf(before), answerOf(after)]
  const kind = kindOf(was, is, before?.entry.answer !== after?.entry.answer)
  if (kind === null) return []
  return [{ message_id: messageId, thread_id: threadId, question: shown, kind, before: was, after: is }]
}

type AnswerSeen = { readonly external_id: string; readonly is_trusted: boolean } | null

function kindOf(
  was: AnswerSeen,
  is: AnswerSeen,
  isOtherAnswer: boolean,
): EntryPreview['changes'][number]['kind'] | null {
  if (was === null) return is === null ? null : 'gained'
  if (is === null) return 'lost'
  if (was.external_id !== is.external_id) return 'other_entry'
  if (isOtherAnswer) return 'other_answer'
  return was.is_trusted === is.is_trusted ? null : 'trust'
}

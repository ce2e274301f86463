import { and, asc, eq, gt } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { knowledgeSuggestions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { AcceptInput, Suggestion, SuggestionState } from '../domain/knowledge-suggestion.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { getEntry } from '../knowledge/read-entries.ts'
import { saveEntries } from '../knowledge/save-entries.ts'
import type { KnowledgeContext } from '../knowledge/upsert-entries.ts'

type SuggestionRow = typeof knowledgeSuggestions.$inferSelect

/** Suggestions in a state, by id, after `after`. */
export async function listSuggestions(
  { db }: { readonly db: Db },
  workspaceId: string,
  state: SuggestionState,
  after: string | null,
  limit: number,
): Promise<Suggestion[]> {
  const rows = await db
    .select()
    .from(knowledgeSuggestions)
    .where(
      and(
        eq(knowledgeSuggestions.workspace_id, workspaceId),
        eq(knowledgeSuggestions.state, state),
        after === null ? undefined : gt(knowledgeSuggestions.id, after),
      ),
    )
    .orderBy(asc(knowledgeSuggestions.id))
    .limit(limit)
  return rows.map(viewSuggestion)
}

/**
 * A person takes a suggestion, as it is or with their own words: the entry is stored first, so that a try that broke off
 * is simply tried again. Throws `not_found`, `precondition_failed` where `revision` (an If-Match) is stale, `conflict`
 * where it was decided, and `invalid_request` for words that no entry may have.
 */
export async function acceptSuggestion(
  ctx: KnowledgeContext,
  caller: Caller,
  id: string,
  revision: number | null,
  input: AcceptInput,
): Promise<Suggestion> {
  const suggestion = await readOpen(ctx.db, caller, id, revision)
  const entry = await entryOf(ctx, caller, suggestion, input)
  const { errors } = await saveEntries(ctx, caller, [entry])
  if (errors.length > 0) {
    const faults = errors.map(({ pointer, detail }) => ({
      pointer: pointer.replace('/entries/0', ''),
      detail,
    }))
    throw new AppError('invalid_request', 'The entry cannot be stored like this', { errors: faults })
  }
  const { id: entryId } = await getEntry(ctx, caller.workspaceId, entry.external_id)
  return decide(ctx, caller, id, suggestion.revision, { state: 'accepted', entry_id: entryId })
}

/** A person turns a suggestion down; it is not made again. Throws as `acceptSuggestion` does. */
export async function rejectSuggestion(
  ctx: Pick<KnowledgeContext, 'db' | 'clock' | 'newId'>,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<Suggestion> {
  const suggestion = await readOpen(ctx.db, caller, id, revision)
  return decide(ctx, caller, id, suggestion.revision, { state: 'rejected' })
}

async function readOpen(db: Db, caller: Caller, id: string, revision: number | null): Promise<SuggestionRow> {
  const [row] = await db.select().from(knowledgeSuggestions).where(isOwn(caller, id))
  if (row === undefined) throw new NotFoundError('suggestion', id)
  if (revision !== null && revision !== row.revision) {
    throw new AppError('precondition_failed', `Suggestion ${id} has changed since revision ${revision}`)
  }
  if (row.state !== 'open') throw new AppError('conflict', `Suggestion ${id} is ${row.state} already`)
  return row
}

/** A new entry, or the entry that the variant is for with one wording more. */
async function entryOf(ctx: KnowledgeContext, caller: Caller, suggestion: SuggestionRow, input: AcceptInput) {
  if (suggestion.kind === 'variant') {
    const { external_id, variants, question, answer, language, tags, ...rest } = await getEntry(
      ctx,
      caller.workspaceId,
      suggestion.entry_id!,
    )
    const { valid_from, valid_until, review_at, collection, priority } = rest
    return {
      external_id,
      question,
      answer,
      variants: [...new Set([...variants, input.question ?? suggestion.question])],
      language,
      tags,
      valid_from: valid_from?.toISOString() ?? null,
      valid_until: valid_until?.toISOString() ?? null,
      review_at: review_at?.toISOString() ?? null,
      collection,
      priority,
    }
  }
  return {
    external_id: input.external_id ?? suggestion.id,
    question: input.question ?? suggestion.question,
    answer: input.answer ?? suggestion.answer,
    variants: input.variants ?? suggestion.variants,
    language: suggestion.language,
  }
}

function decide(
  ctx: Pick<KnowledgeContext, 'db' | 'clock' | 'newId'>,
  caller: Caller,
  id: string,
  revision: number,
  set: Partial<SuggestionRow> & { readonly state: 'accepted' | 'rejected' },
): Promise<Suggestion> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(knowledgeSuggestions)
      .set({ ...set, decided_by: caller.actor.id, decided_at: ctx.clock(), revision: revision + 1 })
      .where(
        and(
          isOwn(caller, id),
          eq(knowledgeSuggestions.state, 'open'),
          eq(knowledgeSuggestions.revision, revision),
        ),
      )
      .returning()
    if (row === undefined) throw new AppError('conflict', `Suggestion ${id} was decided by somebody else`)
    await appendAudit(ctx, tx, caller, `kb.suggestion_${set.state}`, id, {
      kind: row.kind,
      entry_id: row.entry_id,
    })
    return viewSuggestion(row)
  })
}

function isOwn(caller: Caller, id: string) {
  return and(eq(knowledgeSuggestions.workspace_id, caller.workspaceId), eq(knowledgeSuggestions.id, id))
}

function viewSuggestion(row: SuggestionRow): Suggestion {
  const { id, kind, state, language, gap_id, entry_id, question, answer, variants, evidence } = row
  const shown = { id, kind, state, language, gap_id, entry_id, question, answer, variants, evidence }
  return { ...shown, revision: row.revision, created_at: row.created_at.toISOString() }
}

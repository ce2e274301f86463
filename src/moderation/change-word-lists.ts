import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { wordLists } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { Language } from '../domain/language.ts'
import { trimmedField } from '../domain/text.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { foldPattern } from './match-pattern.ts'

/** All lists of a workspace together: every message is compared with them. */
const MOST_ENTRIES = 2000

export const WordListInput = z
  .object({
    name: z
      .string()
      .regex(/^[a-z0-9_]{1,60}$/, 'must be lower-case letters, digits and _')
      .describe('The aspect of the signal `words` by which a policy names it'),
    language: Language.nullable().default(null).describe('Null for every language'),
    entries: z
      .array(trimmedField(2, 200))
      .min(1)
      .max(1000)
      .describe('Words or phrases; `*` stands for any letters within a word: `seguidor* gratis`'),
  })
  .meta({ id: 'WordListInput' })
export type WordListInput = z.infer<typeof WordListInput>

export const WordList = z
  .object({
    id: z.string(),
    name: z.string(),
    language: Language.nullable(),
    entries: z.array(z.string()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'WordList' })
export type WordList = z.infer<typeof WordList>

interface WordListContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export async function listWordLists(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<WordList[]> {
  const rows = await ctx.db
    .select()
    .from(wordLists)
    .where(and(eq(wordLists.workspace_id, workspaceId), after === null ? undefined : gt(wordLists.id, after)))
    .orderBy(asc(wordLists.id))
    .limit(limit)
  return rows.map(viewWordList)
}

/** Throws `invalid_request` for an entry that could match nothing, `conflict` for a name in use in that language. */
export function createWordList(
  ctx: WordListContext,
  caller: Caller,
  input: WordListInput,
): Promise<WordList> {
  return write(ctx, caller, ctx.newId('wrd'), input, async (tx, values) => {
    const now = ctx.clock()
    return (
      await tx
        .insert(wordLists)
        .values({ ...values, created_at: now, updated_at: now })
        .returning()
    )[0]!
  })
}

/** Replaces a list. Throws as `createWordList` does, and `not_found`. */
export function replaceWordList(
  ctx: WordListContext,
  caller: Caller,
  id: string,
  input: WordListInput,
): Promise<WordList> {
  return write(ctx, caller, id, input, async (tx, values) => {
    const [row] = await tx
      .update(wordLists)
      .set({ ...values, updated_at: ctx.clock() })
      .where(and(eq(wordLists.workspace_id, caller.workspaceId), eq(wordLists.id, id)))
      .returning()
    if (row === undefined) throw new NotFoundError('word list', id)
    return row
  })
}

/** Throws `not_found`. */
export async function deleteWordList(ctx: WordListContext, caller: Caller, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .delete(wordLists)
      .where(and(eq(wordLists.workspace_id, caller.workspaceId), eq(wordLists.id, id)))
      .returning({ name: wordLists.name })
    if (row === undefined) throw new NotFoundError('word list', id)
    await appendAudit(ctx, tx, caller, 'word_list.deleted', id, { name: row.name })
  })
}

type WordListRow = typeof wordLists.$inferSelect

function write(
  ctx: WordListContext,
  caller: Caller,
  id: string,
  input: WordListInput,
  store: (tx: Db, values: Omit<WordListRow, 'created_at' | 'updated_at'>) => Promise<WordListRow>,
): Promise<WordList> {
  const patterns = foldEntries(input.entries)
  return ctx.db.transaction(async (tx) => {
    // One writer at a time, so that two lists together stay within the limit.
    await lockWorkspace(tx, caller.workspaceId)
    await assertRoom(tx, caller.workspaceId, id, input)
    const row = await store(tx, { ...input, id, workspace_id: caller.workspaceId, patterns })
    await appendAudit(ctx, tx, caller, 'word_list.changed', id, { name: row.name, entries: patterns.length })
    return viewWordList(row)
  })
}

function foldEntries(entries: readonly string[]): string[] {
  const folded = entries.map(foldPattern)
  const errors = folded.flatMap((pattern, i) =>
    pattern === null
      ? [{ pointer: `/entries/${i}`, detail: 'needs at least two letters or digits in each of its words' }]
      : [],
  )
  if (errors.length > 0) throw new AppError('invalid_request', 'An entry could match nothing', { errors })
  return [...new Set(folded as string[])]
}

async function assertRoom(tx: Db, workspaceId: string, id: string, input: WordListInput): Promise<void> {
  const others = await tx
    .select({
      name: wordLists.name,
      language: wordLists.language,
      size: sql<number>`jsonb_array_length(${wordLists.patterns})`.mapWith(Number),
    })
    .from(wordLists)
    .where(and(eq(wordLists.workspace_id, workspaceId), ne(wordLists.id, id)))
  if (others.some((other) => other.name === input.name && other.language === input.language)) {
    throw new AppError('conflict', `There is a list ${input.name} in this language already`)
  }
  const size = others.reduce((sum, other) => sum + other.size, input.entries.length)
  if (size > MOST_ENTRIES) {
    throw new AppError(
      'conflict',
      `All lists together may have ${MOST_ENTRIES} entries; these would be ${size}`,
    )
  }
}

function viewWordList(row: WordListRow): WordList {
  const { workspace_id: _scope, patterns: _folded, created_at, updated_at, ...rest } = row
  return { ...rest, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() }
}

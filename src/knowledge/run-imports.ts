import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { knowledgeImports } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { type ImportRow, readImportRows } from './read-import-rows.ts'
import type { ImportRecord } from './start-import.ts'
import { type KnowledgeContext, upsertEntries } from './upsert-entries.ts'

interface ImportsContext extends KnowledgeContext {
  readonly logger: Logger
}

const POLL_MS = 2000
const LEASE_MS = 60_000
const BATCH = 100
const MOST_ATTEMPTS = 3
const BACKOFF_MS = 5000
/** A file that is wrong from top to bottom need not say so more often. */
const MOST_ERRORS = 1000

/** Works on waiting imports, one at a time, until stopped; an import that a crash left is gone on with. */
export function runImports(ctx: ImportsContext, loops: number): Worker {
  const next = (isStopping: () => boolean) => importNext(ctx, isStopping)
  return workUntilStopped(ctx, { next, failure: 'an import failed', pollMs: POLL_MS, loops })
}

/**
 * Works on one import until it is done or `isStopping`; false where none waits. One that throws is tried again, and in
 * the end fails with a word why.
 */
export async function importNext(
  ctx: ImportsContext,
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  const claimed = await claimImport(ctx)
  if (claimed === null) return false
  const progress = { state: claimed, line: 1 }
  try {
    await importRows(ctx, progress, isStopping)
  } catch (error) {
    ctx.logger.error({ import_id: claimed.id, err: nameError(error) }, 'an import failed')
    const { state, line } = progress
    const isLast = state.attempts >= MOST_ATTEMPTS
    const fault = { row: line, pointer: '', detail: 'the import broke off here; try it again' }
    await update(ctx, state, {
      ...(isLast
        ? { state: 'failed', source: null, finished_at: ctx.clock(), errors: [...state.errors, fault] }
        : {}),
      lease_token: null,
      lease_until: new Date(ctx.clock().getTime() + BACKOFF_MS),
    })
  }
  return true
}

/** What of an import is stored, and the line of the file that is next. */
interface Progress {
  state: ImportRecord
  line: number
}

async function importRows(ctx: ImportsContext, progress: Progress, isStopping: () => boolean): Promise<void> {
  const rows = readImportRows(progress.state.format, progress.state.source ?? '')
  while (progress.state.processed < rows.length && !isStopping()) {
    progress.line = rows[progress.state.processed]!.line
    const next = await importBatch(ctx, progress.state, rows)
    // Another process went on with it meanwhile, and counts from where this one stood.
    if (next === null) return
    progress.state = next
  }
  const { state } = progress
  const isDone = state.processed >= rows.length
  await update(ctx, state, {
    ...(isDone ? { state: 'done', total: rows.length, source: null, finished_at: ctx.clock() } : {}),
    lease_token: null,
    lease_until: null,
  })
}

async function claimImport(ctx: ImportsContext): Promise<ImportRecord | null> {
  const now = ctx.clock()
  const waiting = ctx.db
    .select({ id: knowledgeImports.id })
    .from(knowledgeImports)
    .where(
      and(
        inArray(knowledgeImports.state, ['queued', 'running']),
        or(isNull(knowledgeImports.lease_until), lte(knowledgeImports.lease_until, now)),
      ),
    )
    .orderBy(asc(knowledgeImports.id))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await ctx.db
    .update(knowledgeImports)
    .set({
      state: 'running',
      lease_token: ctx.newId('lease'),
      lease_until: new Date(now.getTime() + LEASE_MS),
      attempts: sql`${knowledgeImports.attempts} + 1`,
    })
    .where(eq(knowledgeImports.id, waiting))
    .returning()
  return row ?? null
}

/** Stores up to a hundred rows; null where the lease was lost. */
async function importBatch(
  ctx: ImportsContext,
  state: ImportRecord,
  rows: readonly ImportRow[],
): Promise<ImportRecord | null> {
  const batch = rows.slice(state.processed, state.processed + BATCH)
  const readable = batch.filter((row) => 'entry' in row)
  const caller: Caller = { workspaceId: state.workspace_id, actor: state.created_by }
  const result = await upsertEntries(
    ctx,
    caller,
    readable.map((row) => row.entry),
  )
  const faults = [
    ...batch.flatMap((row) => ('fault' in row ? [{ row: row.line, pointer: '', detail: row.fault }] : [])),
    ...withoutIdsOfQuestions(result.errors).map((error) => ({
      row: readable[error.index]!.line,
      pointer: error.pointer.replace(/^\/entries\/\d+/, ''),
      detail: error.detail,
    })),
  ]
  const next = {
    total: rows.length,
    processed: state.processed + batch.length,
    created: state.created + result.created,
    updated: state.updated + result.updated,
    unchanged: state.unchanged + result.unchanged,
    errors: [...state.errors, ...faults].slice(0, MOST_ERRORS),
    // Only what fails again and again at one place fails for good.
    attempts: 0,
    lease_until: new Date(ctx.clock().getTime() + LEASE_MS),
  }
  const [kept] = await update(ctx, state, next)
  return kept === undefined ? null : { ...state, ...next }
}

/** An id that nobody gave follows from the question, so where that is missing too it alone is named. */
function withoutIdsOfQuestions<T extends { index: number; pointer: string }>(errors: readonly T[]): T[] {
  const unasked = new Set(
    errors.filter(({ pointer }) => pointer.endsWith('/question')).map(({ index }) => index),
  )
  return errors.filter(({ index, pointer }) => !(pointer.endsWith('/external_id') && unasked.has(index)))
}

/** Writes only while the lease is still this process's; answers no row where it was lost. */
function update(ctx: ImportsContext, { id, lease_token }: ImportRecord, set: Partial<ImportRecord>) {
  return ctx.db
    .update(knowledgeImports)
    .set(set)
    .where(and(eq(knowledgeImports.id, id), eq(knowledgeImports.lease_token, lease_token!)))
    .returning({ id: knowledgeImports.id })
}

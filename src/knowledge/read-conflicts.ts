import { and, asc, eq, gt, inArray, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { knowledgeConflicts, knowledgeEntries } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Conflict, ConflictState } from '../domain/knowledge-conflict.ts'
import { AppError, NotFoundError } from '../errors.ts'

const one = alias(knowledgeEntries, 'one')
const other = alias(knowledgeEntries, 'other')
const shown = (entry: typeof one | typeof other) => ({
  id: entry.id,
  external_id: entry.external_id,
  question: entry.question,
  answer: entry.answer,
})

interface ConflictFilter {
  readonly state: ConflictState
  /** Only pairs with one of these entries. */
  readonly externalIds?: readonly string[]
}

/** Pairs of entries that answer one question, by id, after `after`. */
export async function listConflicts(
  ctx: { readonly db: Db },
  workspaceId: string,
  { state, externalIds }: ConflictFilter,
  after: string | null,
  limit: number,
): Promise<Conflict[]> {
  const rows = await select(ctx.db)
    .where(
      and(
        eq(knowledgeConflicts.workspace_id, workspaceId),
        eq(knowledgeConflicts.state, state),
        externalIds === undefined
          ? undefined
          : or(inArray(one.external_id, [...externalIds]), inArray(other.external_id, [...externalIds])),
        after === null ? undefined : gt(knowledgeConflicts.id, after),
      ),
    )
    .orderBy(asc(knowledgeConflicts.id))
    .limit(limit)
  return rows.map(view)
}

/**
 * A person says that both entries may stay as they are. Throws `not_found`, and `precondition_failed` where `revision`
 * (an If-Match) is stale. Saying it again changes nothing.
 */
export async function dismissConflict(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly newId: (prefix: string) => string },
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<Conflict> {
  const own = and(eq(knowledgeConflicts.workspace_id, caller.workspaceId), eq(knowledgeConflicts.id, id))
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(knowledgeConflicts).where(own).for('update')
    if (row === undefined) throw new NotFoundError('conflict', id)
    if (revision !== null && revision !== row.revision) {
      throw new AppError('precondition_failed', `Conflict ${id} has changed since revision ${revision}`)
    }
    if (row.state === 'open') {
      await tx
        .update(knowledgeConflicts)
        .set({
          state: 'dismissed',
          dismissed_by: caller.actor.id,
          revision: sql`${knowledgeConflicts.revision} + 1`,
        })
        .where(own)
      await appendAudit(ctx, tx, caller, 'kb.conflict_dismissed', id, {
        kind: row.kind,
        differs: row.differs,
      })
    }
    const [dismissed] = await select(tx).where(own)
    return view(dismissed!)
  })
}

function select(db: Db) {
  return db
    .select({ conflict: knowledgeConflicts, one: shown(one), other: shown(other) })
    .from(knowledgeConflicts)
    .innerJoin(one, eq(one.id, knowledgeConflicts.entry_id))
    .innerJoin(other, eq(other.id, knowledgeConflicts.other_id))
    .$dynamic()
}

function view(row: Awaited<ReturnType<typeof select>>[number]): Conflict {
  const { id, kind, differs, state, revision, created_at } = row.conflict
  return {
    id,
    kind,
    differs,
    entries: [row.one, row.other],
    state,
    revision,
    created_at: created_at.toISOString(),
  }
}

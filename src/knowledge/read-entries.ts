import { and, asc, count, desc, eq, gt, inArray, lte, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgeVersions } from '../db/schema.ts'
import type { Entry } from '../domain/knowledge-entry.ts'
import { NotFoundError } from '../errors.ts'

export type EntryRow = typeof knowledgeEntries.$inferSelect

export interface EntryFilter {
  readonly collection?: string | undefined
  /** Only those whose date of review is over, or that are no longer valid, at `at`. */
  readonly due?: { readonly kind: 'review' | 'expired'; readonly at: Date } | undefined
}

/** Entries by id, after `after`. */
export function listEntries(
  ctx: { readonly db: Db },
  workspaceId: string,
  { collection, due }: EntryFilter,
  after: string | null,
  limit: number,
): Promise<EntryRow[]> {
  return ctx.db
    .select()
    .from(knowledgeEntries)
    .where(
      and(
        eq(knowledgeEntries.workspace_id, workspaceId),
        after === null ? undefined : gt(knowledgeEntries.id, after),
        collection === undefined ? undefined : eq(knowledgeEntries.collection, collection),
        due === undefined
          ? undefined
          : lte(due.kind === 'review' ? knowledgeEntries.review_at : knowledgeEntries.valid_until, due.at),
      ),
    )
    .orderBy(asc(knowledgeEntries.id))
    .limit(limit)
}

/** The workspace's collections, with how many entries each has. */
export function listCollections(
  ctx: { readonly db: Db },
  workspaceId: string,
): Promise<{ name: string; entries: number }[]> {
  return ctx.db
    .select({ name: knowledgeEntries.collection, entries: count() })
    .from(knowledgeEntries)
    .where(eq(knowledgeEntries.workspace_id, workspaceId))
    .groupBy(knowledgeEntries.collection)
    .orderBy(asc(knowledgeEntries.collection))
}

export async function countEntries(ctx: { readonly db: Db }, workspaceId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ count: count() })
    .from(knowledgeEntries)
    .where(eq(knowledgeEntries.workspace_id, workspaceId))
  return row!.count
}

/** The entries that still exist, by id. */
export async function findEntries(
  ctx: { readonly db: Db },
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, EntryRow>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, [...ids])))
  return new Map(rows.map((row) => [row.id, row]))
}

/** What an entry said before, newest first. */
export function listVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  entryId: string,
  limit: number,
): Promise<(typeof knowledgeVersions.$inferSelect)[]> {
  return ctx.db
    .select()
    .from(knowledgeVersions)
    .where(and(eq(knowledgeVersions.workspace_id, workspaceId), eq(knowledgeVersions.entry_id, entryId)))
    .orderBy(desc(knowledgeVersions.version))
    .limit(limit)
}

/** One entry by Recado's id or the workspace's own; Recado's comes first where both fit. Throws `not_found`. */
export async function getEntry(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<EntryRow> {
  const [row] = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(
      and(
        eq(knowledgeEntries.workspace_id, workspaceId),
        or(eq(knowledgeEntries.id, id), eq(knowledgeEntries.external_id, id)),
      ),
    )
    .orderBy(desc(eq(knowledgeEntries.id, id)))
    .limit(1)
  if (row === undefined) throw new NotFoundError('knowledge entry', id)
  return row
}

/** Whether an entry goes by this id of the workspace's own. */
export async function hasEntry(
  ctx: { readonly db: Db },
  workspaceId: string,
  externalId: string,
): Promise<boolean> {
  const isIt = and(
    eq(knowledgeEntries.workspace_id, workspaceId),
    eq(knowledgeEntries.external_id, externalId),
  )
  return (await ctx.db.$count(knowledgeEntries, isIt)) > 0
}

export function viewEntry(row: EntryRow): Entry {
  const {
    workspace_id: _scope,
    checked_version: _checked,
    review_told: _told,
    valid_from,
    valid_until,
    review_at,
    created_at,
    updated_at,
    ...rest
  } = row
  return {
    ...rest,
    valid_from: valid_from?.toISOString() ?? null,
    valid_until: valid_until?.toISOString() ?? null,
    review_at: review_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}

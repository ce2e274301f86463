import { and, gte, lt, not, or, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { archivedBefore, type RetentionClass } from '../domain/retention.ts'
import { readRetentionPolicy } from './read-retention-policy.ts'

/** Which side of the active period a list shows. */
export interface Archive {
  readonly before: Date
  /** What is archived, and nothing else; without it, what is not. */
  readonly isShown: boolean
}

/** The archive of a workspace as its retention policy draws it now. */
export async function openArchive(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  name: RetentionClass,
  isShown: boolean,
): Promise<Archive> {
  const policy = await readRetentionPolicy(ctx.db, workspaceId)
  return { before: archivedBefore(policy[name], ctx.clock()), isShown }
}

/** Archived is what nobody works on any more and nothing happened to in the active period. */
export function isInView(
  archive: Archive | undefined,
  isOpen: SQL | undefined,
  touchedAt: PgColumn,
): SQL | undefined {
  if (archive === undefined) return undefined
  const { before, isShown } = archive
  if (!isShown) return isOpen === undefined ? gte(touchedAt, before) : or(isOpen, gte(touchedAt, before))
  return and(isOpen && not(isOpen), lt(touchedAt, before))
}

import { and, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { moderationDecisions, wordLists, workspaces } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'

/** A word list as the signal `words` compares it. */
export interface WordPatterns {
  readonly name: string
  readonly language: Language | null
  readonly patterns: readonly string[]
}

const LOOKS_BACK_MS = 90 * 24 * 3600_000
const TAKEN_AWAY = ['hide', 'delete', 'block'] as const

/** What signals need of the database, as fields of a query that is made anyway: a turn pays no round trip for them. */
export function signalFields(workspaceId: string, contactId: string, now: Date) {
  const isTakenAway = and(
    eq(moderationDecisions.workspace_id, workspaceId),
    eq(moderationDecisions.contact_id, contactId),
    inArray(moderationDecisions.action, [...TAKEN_AWAY]),
    isNull(moderationDecisions.reversed_at),
    gt(moderationDecisions.created_at, new Date(now.getTime() - LOOKS_BACK_MS)),
  )
  return {
    wordLists: wordPatternsOf(workspaceId),
    takenAway: sql<number>`(select count(*)::int from ${moderationDecisions} where ${isTakenAway})`,
  }
}

/** The word lists of a workspace, where there is no turn. */
export async function readWordPatterns(db: Db, workspaceId: string): Promise<WordPatterns[]> {
  const [row] = await db
    .select({ lists: wordPatternsOf(workspaceId) })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row!.lists
}

function wordPatternsOf(workspaceId: string): SQL<WordPatterns[]> {
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('name', ${wordLists.name}, 'language', ${wordLists.language}, 'patterns', ${wordLists.patterns})), '[]') from ${wordLists} where ${eq(wordLists.workspace_id, workspaceId)})`
}

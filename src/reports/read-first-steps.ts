import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'

/** How far a workspace is on its first day. */
export interface FirstSteps {
  readonly hasChannel: boolean
  readonly hasKnowledge: boolean
  readonly hasMessage: boolean
  readonly hasReview: boolean
  readonly hasColleague: boolean
}

export async function readFirstSteps({ db }: { readonly db: Db }, workspaceId: string): Promise<FirstSteps> {
  const some = (what: ReturnType<typeof sql>) =>
    sql<boolean>`exists (select 1 from ${what} and workspace_id = ${workspaceId})`
  const [row] = await db
    .select({
      hasChannel: some(sql`channels where true`),
      hasKnowledge: some(sql`knowledge_entries where true`),
      hasMessage: some(sql`messages where true`),
      hasReview: some(sql`drafts where reviewed_by is not null`),
      hasColleague: sql<boolean>`(select count(*) > 1 from members where workspace_id = ${workspaceId})`,
    })
    .from(sql`(select 1) as one`)
  return row!
}

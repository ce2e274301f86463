import { and, asc, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../../db/database.ts'
import { evalCases } from '../../db/schema.ts'
import { type CaseRow, type CaseState, type OwnCase, viewCase } from './own-case.ts'

/** Cases of the workspace, newest first. */
export async function listOwnCases(
  { db }: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: CaseState | null; readonly before: string | null; readonly limit: number },
): Promise<OwnCase[]> {
  const rows = await db
    .select()
    .from(evalCases)
    .where(
      and(
        eq(evalCases.workspace_id, workspaceId),
        filter.state === null ? undefined : eq(evalCases.state, filter.state),
        filter.before === null ? undefined : lt(evalCases.id, filter.before),
      ),
    )
    .orderBy(desc(evalCases.id))
    .limit(filter.limit)
  return rows.map(viewCase)
}

/** Those of a state, oldest first. */
export function readOwnCases(
  { db }: { readonly db: Db },
  workspaceId: string,
  state?: CaseState,
): Promise<CaseRow[]> {
  return db
    .select()
    .from(evalCases)
    .where(
      and(
        eq(evalCases.workspace_id, workspaceId),
        state === undefined ? undefined : eq(evalCases.state, state),
      ),
    )
    .orderBy(asc(evalCases.id))
}

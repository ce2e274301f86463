import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { routingRules } from '../db/schema.ts'
import type { RoutingDocument, RoutingRules, RoutingTarget } from '../domain/routing.ts'

/** Before anybody wrote rules, every thread goes to the default queue. */
const BUILT_IN: RoutingRules = {
  version: 0,
  rules: [],
  otherwise: { skills: [], relax_skills_after_s: null, labels: [] },
  created_by: null,
  created_at: null,
}

/** The rules that hold in a workspace now. */
export async function readRoutingRules(db: Db, workspaceId: string): Promise<RoutingRules> {
  const [newest] = await listRoutingVersions({ db }, workspaceId, null, 1)
  return newest ?? BUILT_IN
}

/** Every version, newest first, before `before`. */
export async function listRoutingVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<RoutingRules[]> {
  const rows = await ctx.db
    .select()
    .from(routingRules)
    .where(
      and(
        eq(routingRules.workspace_id, workspaceId),
        before === null ? undefined : lt(routingRules.version, before),
      ),
    )
    .orderBy(desc(routingRules.version))
    .limit(limit)
  return rows.map(({ version, document, created_by, created_at }) => ({
    ...document,
    version,
    created_by,
    created_at: created_at.toISOString(),
  }))
}

/** Everything that sends threads somewhere, with where it stands in the document. */
export function targetsOf({ rules, otherwise }: RoutingDocument): [pointer: string, target: RoutingTarget][] {
  return [
    ...rules.map(({ to }, i): [string, RoutingTarget] => [`/rules/${i}/to`, to]),
    ['/otherwise', otherwise],
  ]
}

import type { Db } from '../db/database.ts'
import { listVersions, readNewest } from '../db/list-versions.ts'
import { routingRules } from '../db/schema.ts'
import type { RoutingDocument, RoutingRules, RoutingTarget } from '../domain/routing.ts'

/** Before anybody wrote rules, every thread goes to the default queue. */
const BUILT_IN: RoutingDocument = {
  rules: [],
  otherwise: { skills: [], relax_skills_after_s: null, labels: [] },
}

/** The rules that hold in a workspace now. */
export function readRoutingRules(db: Db, workspaceId: string): Promise<RoutingRules> {
  return readNewest(db, routingRules, workspaceId, BUILT_IN)
}

/** Every version, newest first, before `before`. */
export function listRoutingVersions(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<RoutingRules[]> {
  return listVersions(ctx.db, routingRules, workspaceId, before, limit)
}

/** Everything that sends threads somewhere, with where it stands in the document. */
export function targetsOf({ rules, otherwise }: RoutingDocument): [pointer: string, target: RoutingTarget][] {
  return [
    ...rules.map(({ to }, i): [string, RoutingTarget] => [`/rules/${i}/to`, to]),
    ['/otherwise', otherwise],
  ]
}

import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { policies } from '../db/schema.ts'
import { PolicyState } from '../domain/policy-state.ts'
import { NotFoundError } from '../errors.ts'
import { DEFAULT_POLICY } from './default-policy.ts'
import { PolicyDocument } from './policy.ts'
import { documentOf, type PolicyRow, readActiveRow, versionOf } from './read-policy.ts'

/** A version of a workspace's policy, by its history. */
export const PolicyVersion = z
  .object({
    id: z.string(),
    version: z.string().describe('As decisions store it'),
    state: PolicyState.describe('Of the active ones the last activated holds'),
    document: PolicyDocument,
    created_by: z.string(),
    created_at: z.iso.datetime(),
    decided_by: z.string().nullable().describe('The second person, where one was needed'),
    decided_at: z.iso.datetime().nullable(),
    decided_reason: z.string().nullable(),
  })
  .meta({ id: 'PolicyVersion' })
export type PolicyVersion = z.infer<typeof PolicyVersion>

/** A version by its id, or by `active` the one that holds, which may be the built-in. Throws `not_found`. */
export async function getPolicy(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<PolicyVersion> {
  if (id !== 'active') return viewPolicy(await findPolicy(ctx.db, workspaceId, id))
  const row = await readActiveRow(ctx.db, workspaceId)
  return row === null ? BUILT_IN : viewPolicy(row)
}

/** Versions of the workspace, newest first; the built-in policy is none of them. */
export async function listPolicies(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: PolicyState | null; readonly before: string | null; readonly limit: number },
): Promise<PolicyRow[]> {
  const { state, before, limit } = filter
  return ctx.db
    .select()
    .from(policies)
    .where(
      and(
        eq(policies.workspace_id, workspaceId),
        state === null ? undefined : eq(policies.state, state),
        before === null ? undefined : lt(policies.id, before),
      ),
    )
    .orderBy(desc(policies.id))
    .limit(limit)
}

const BUILT_IN: PolicyVersion = {
  id: 'built-in',
  version: DEFAULT_POLICY.version,
  state: 'active',
  document: DEFAULT_POLICY.document,
  created_by: 'recado',
  created_at: new Date(0).toISOString(),
  decided_by: null,
  decided_at: null,
  decided_reason: null,
}

export function viewPolicy(row: PolicyRow): PolicyVersion {
  const { workspace_id: _scope, created_at, decided_at, ...rest } = row
  return {
    ...rest,
    version: versionOf(row),
    document: documentOf(row),
    created_at: created_at.toISOString(),
    decided_at: decided_at?.toISOString() ?? null,
  }
}

/** Throws `not_found`. */
export async function findPolicy(db: Db, workspaceId: string, id: string): Promise<PolicyRow> {
  const [row] = await db
    .select()
    .from(policies)
    .where(and(eq(policies.workspace_id, workspaceId), eq(policies.id, id)))
  if (row === undefined) throw new NotFoundError('policy', id)
  return row
}

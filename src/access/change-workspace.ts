import { and, asc, eq, gt } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Workspace, WorkspaceSettingsInput } from '../domain/workspace.ts'
import { NotFoundError } from '../errors.ts'
import { assertInstalled, chooseSide } from '../inference/choose-models.ts'
import type { InstalledModels } from '../inference/models.ts'
import { wantEmbedder } from '../knowledge/want-embedder.ts'
import { DEFAULT_WORKSPACE } from './ensure-default-workspace.ts'
import { DEFAULT_SETTINGS, givenSettings } from './workspace-settings.ts'

export type WorkspaceRow = typeof workspaces.$inferSelect

/** Keys of `default` are the operator's and see every workspace; any other key sees its own alone. */
function isVisible(caller: Caller) {
  return caller.workspaceId === DEFAULT_WORKSPACE ? undefined : eq(workspaces.id, caller.workspaceId)
}

export function listWorkspaces(
  ctx: { readonly db: Db },
  caller: Caller,
  after: string | null,
  limit: number,
): Promise<WorkspaceRow[]> {
  return ctx.db
    .select()
    .from(workspaces)
    .where(and(isVisible(caller), after === null ? undefined : gt(workspaces.id, after)))
    .orderBy(asc(workspaces.id))
    .limit(limit)
}

/** Throws `not_found` for a workspace that the caller may not see. */
export async function getWorkspace(
  ctx: { readonly db: Db },
  caller: Caller,
  id: string,
): Promise<WorkspaceRow> {
  const [row] = await ctx.db
    .select()
    .from(workspaces)
    .where(and(isVisible(caller), eq(workspaces.id, id)))
  if (row === undefined) throw new NotFoundError('workspace', id)
  return row
}

interface ChangeContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: InstalledModels
  readonly wake: (what: 'embeddings') => void
}

/**
 * Changes a workspace's name or the given settings; the others keep their value. Another embedder searches as soon as every
 * entry has its vectors. Throws `not_found`, and `not_configured` for a model that the installation lacks.
 */
export async function changeWorkspace(
  ctx: ChangeContext,
  caller: Caller,
  id: string,
  input: { readonly name?: string | undefined; readonly settings?: WorkspaceSettingsInput | undefined },
): Promise<WorkspaceRow> {
  const given = givenSettings(input.settings ?? {})
  assertInstalled(ctx.models, given)
  const changed = await ctx.db.transaction(async (tx) => {
    const [before] = await tx
      .select()
      .from(workspaces)
      .where(and(isVisible(caller), eq(workspaces.id, id)))
      // Whatever else is written in the workspace meanwhile refers to this row.
      .for('no key update')
    if (before === undefined) throw new NotFoundError('workspace', id)
    const [row] = await tx
      .update(workspaces)
      .set({
        name: input.name ?? before.name,
        settings: { ...before.settings, ...given },
        updated_at: ctx.clock(),
      })
      .where(eq(workspaces.id, id))
      .returning()
    const owner = { workspaceId: id, actor: caller.actor }
    await appendAudit(ctx, tx, owner, 'workspace.changed', id, {
      fields: [...Object.keys(given), ...(input.name ? ['name'] : [])],
    })
    const { embedder } = row!.settings
    if (embedder !== before.settings.embedder)
      await wantEmbedder(tx, id, chooseSide(ctx.models.embedders, embedder))
    return row!
  })
  ctx.wake('embeddings')
  return changed
}

export function viewWorkspace(row: WorkspaceRow): Workspace {
  return {
    ...row,
    // A setting that came later than the workspace has its default.
    settings: { ...DEFAULT_SETTINGS, ...row.settings },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

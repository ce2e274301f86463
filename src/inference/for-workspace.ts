import { eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeRevisions, workspaces } from '../db/schema.ts'
import { chooseModels, type ModelSettings } from './choose-models.ts'
import type { InstalledModels, Models } from './models.ts'

/** A context before a workspace is chosen: with all the models of the installation. */
export type Installed<Ctx extends { readonly models: unknown }> = Omit<Ctx, 'models'> & {
  readonly models: InstalledModels
}

/** The context with the models that answer this workspace, as its settings and its knowledge are now. */
export async function forWorkspace<Ctx extends { readonly db: Db; readonly models: InstalledModels }>(
  ctx: Ctx,
  workspaceId: string,
): Promise<Omit<Ctx, 'models'> & { readonly models: Models }> {
  const { settings, embeddedBy } = await readChosen(ctx.db, workspaceId)
  return { ...ctx, models: chooseModels(ctx.models, settings, embeddedBy) }
}

/** What a workspace chose, and the embedder that its knowledge is embedded by. */
export async function readChosen(
  db: Db,
  workspaceId: string,
): Promise<{ readonly settings: ModelSettings; readonly embeddedBy: string | null }> {
  const [row] = await db
    .select({ settings: workspaces.settings, embeddedBy: knowledgeRevisions.embedder })
    .from(workspaces)
    .leftJoin(knowledgeRevisions, eq(knowledgeRevisions.workspace_id, workspaces.id))
    .where(eq(workspaces.id, workspaceId))
  return row ?? { settings: {}, embeddedBy: null }
}

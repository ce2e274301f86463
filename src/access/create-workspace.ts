import { makeDefaults } from '../clocks/make-defaults.ts'
import type { WorkspaceSettings } from '../db/access-tables.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import { ensureDefaultQueue } from '../desk/ensure-default-queue.ts'
import type { Actor } from '../domain/actor.ts'
import { chooseFirstNames } from '../domain/choose-first-names.ts'
import { createKey } from './create-key.ts'
import { DEFAULT_SETTINGS } from './workspace-settings.ts'

interface WorkspaceContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export interface NewWorkspace {
  readonly id?: string
  readonly name: string
  readonly settings?: Partial<WorkspaceSettings>
  /** The secret of its first key, where the operator chose one. */
  readonly keySecret?: string
}

/** Makes a workspace with its first, all-scopes key, whose secret is returned once. */
export async function createWorkspace(ctx: WorkspaceContext, actor: Actor, input: NewWorkspace) {
  const now = ctx.clock()
  const id = input.id ?? ctx.newId('ws')
  return ctx.db.transaction(async (tx) => {
    const [workspace] = await tx
      .insert(workspaces)
      .values({
        id,
        name: input.name,
        settings: { ...DEFAULT_SETTINGS, ...input.settings },
        created_at: now,
        updated_at: now,
      })
      .returning()
    const caller = { workspaceId: id, actor }
    await appendAudit(ctx, tx, caller, 'workspace.created', id)
    await ensureDefaultQueue(ctx, tx, id)
    const { time_zone } = workspace!.settings
    await makeDefaults(ctx, tx, caller, time_zone)
    const secret = input.keySecret === undefined ? {} : { secret: input.keySecret }
    const key = await createKey(ctx, tx, caller, {
      name: chooseFirstNames(time_zone).key,
      scopes: ['*'],
      ...secret,
    })
    return { workspace: workspace!, key }
  })
}

import { and, eq, ne, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { clockSettings } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { keepVersion, nameTaken } from './create-setting.ts'
import {
  NOUNS,
  type Setting,
  type SettingContext,
  type SettingInput,
  type SettingKind,
  toSetting,
} from './setting.ts'

/**
 * Replaces a calendar or a policy by its next version. Throws `not_found`, `precondition_failed` where `version` (an
 * If-Match) is stale, and `conflict` where another of its kind has the name.
 */
export async function changeSetting<K extends SettingKind>(
  ctx: SettingContext,
  caller: Caller,
  kind: K,
  id: string,
  version: number | null,
  input: SettingInput<K>,
): Promise<Setting<K>> {
  const { name, position = 0, ...document } = input
  return ctx.db.transaction(async (tx) => {
    await lockSetting(tx, caller, kind, id, version)
    await assertNameFree(tx, caller, kind, id, name)
    const [row] = await tx
      .update(clockSettings)
      .set({
        name,
        position,
        document,
        version: sql`${clockSettings.version} + 1`,
        updated_at: ctx.clock(),
      })
      .where(isOwn(caller, kind, id))
      .returning()
    await keepVersion(tx, caller, row!)
    await appendAudit(ctx, tx, caller, `${kind}.changed`, id, { version: row!.version })
    return toSetting(kind, row!)
  })
}

/** Throws `not_found`, and `precondition_failed` where `version` is stale. */
export async function deleteSetting(
  ctx: SettingContext,
  caller: Caller,
  kind: SettingKind,
  id: string,
  version: number | null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockSetting(tx, caller, kind, id, version)
    await tx.delete(clockSettings).where(isOwn(caller, kind, id))
    await appendAudit(ctx, tx, caller, `${kind}.deleted`, id)
  })
}

function isOwn(caller: Caller, kind: SettingKind, id: string) {
  return and(
    eq(clockSettings.workspace_id, caller.workspaceId),
    eq(clockSettings.kind, kind),
    eq(clockSettings.id, id),
  )
}

async function lockSetting(
  tx: Db,
  caller: Caller,
  kind: SettingKind,
  id: string,
  version: number | null,
): Promise<void> {
  const [known] = await tx
    .select({ version: clockSettings.version })
    .from(clockSettings)
    .where(isOwn(caller, kind, id))
    .for('update')
  if (known === undefined) throw new NotFoundError(NOUNS[kind], id)
  if (version !== null && version !== known.version) {
    throw new AppError('precondition_failed', `The ${NOUNS[kind]} ${id} has changed since version ${version}`)
  }
}

async function assertNameFree(
  tx: Db,
  caller: Caller,
  kind: SettingKind,
  id: string,
  name: string,
): Promise<void> {
  const [other] = await tx
    .select({ id: clockSettings.id })
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, caller.workspaceId),
        eq(clockSettings.kind, kind),
        eq(clockSettings.name, name),
        ne(clockSettings.id, id),
      ),
    )
  if (other !== undefined) throw nameTaken(kind, name)
}

import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { clockSettings, clockSettingVersions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertNameFree } from './assert-name-free.ts'
import { assertReferences } from './assert-references.ts'
import { recheckClocks } from './schedule-check.ts'
import {
  type Setting,
  type SettingContext,
  type SettingInput,
  type SettingKind,
  toSetting,
} from './setting.ts'

const PREFIXES: Readonly<Record<SettingKind, string>> = {
  calendar: 'cal',
  sla_policy: 'sla',
  escalation_policy: 'esc',
}

/**
 * Makes a calendar or a policy, which clocks that run follow from now on. Throws `conflict` for a name that is taken and
 * `invalid_request` where it names what is not there.
 */
export function createSetting<K extends SettingKind>(
  ctx: SettingContext,
  caller: Caller,
  kind: K,
  input: SettingInput<K>,
): Promise<Setting<K>> {
  return ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const setting = await insertSetting(ctx, tx, caller, kind, input)
    await tellSetting(ctx, tx, caller, `${kind}.created`, setting.id, setting.version)
    return setting
  })
}

/** The same in the transaction of a caller who holds the workspace locked. */
export async function insertSetting<K extends SettingKind>(
  ctx: Omit<SettingContext, 'db'>,
  tx: Db,
  caller: Caller,
  kind: K,
  input: SettingInput<K>,
): Promise<Setting<K>> {
  const { name, position = 0, ...document } = input
  await assertNameFree(tx, caller.workspaceId, kind, name, null)
  await assertReferences(tx, caller.workspaceId, document)
  const now = ctx.clock()
  const [row] = await tx
    .insert(clockSettings)
    .values({
      id: ctx.newId(PREFIXES[kind]),
      workspace_id: caller.workspaceId,
      kind,
      name,
      position,
      document,
      created_at: now,
      updated_at: now,
    })
    .returning()
  await keepVersion(tx, caller, row!)
  await recheckClocks(tx, caller.workspaceId, now)
  await appendAudit(ctx, tx, caller, `${kind}.created`, row!.id, { version: row!.version })
  return toSetting(kind, row!)
}

/** Tells whoever listens that clocks follow something else from now on; `version` is the last where it was deleted. */
export async function tellSetting(
  ctx: Omit<SettingContext, 'db'>,
  tx: Db,
  caller: Caller,
  type: `${SettingKind}.${'created' | 'changed' | 'deleted'}`,
  id: string,
  version: number,
): Promise<void> {
  await appendEvents(ctx, tx, caller, [{ type, data: { id, version } }])
}

/** Keeps a version for good. */
export async function keepVersion(
  tx: Db,
  caller: Caller,
  row: typeof clockSettings.$inferSelect,
): Promise<void> {
  await tx.insert(clockSettingVersions).values({
    setting_id: row.id,
    version: row.version,
    workspace_id: row.workspace_id,
    document: row.document,
    created_by: caller.actor.id,
    created_at: row.updated_at,
  })
}

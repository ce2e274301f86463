import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { clockSettings, clockSettingVersions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import {
  NOUNS,
  type Setting,
  type SettingContext,
  type SettingInput,
  type SettingKind,
  toSetting,
} from './setting.ts'

const PREFIXES: Readonly<Record<SettingKind, string>> = { calendar: 'cal' }

/** Makes a calendar or a policy. Throws `conflict` where one of its kind has the name already. */
export function createSetting<K extends SettingKind>(
  ctx: SettingContext,
  caller: Caller,
  kind: K,
  input: SettingInput<K>,
): Promise<Setting<K>> {
  return ctx.db.transaction((tx) => insertSetting(ctx, tx, caller, kind, input))
}

/** The same, in the caller's transaction. */
export async function insertSetting<K extends SettingKind>(
  ctx: Omit<SettingContext, 'db'>,
  tx: Db,
  caller: Caller,
  kind: K,
  input: SettingInput<K>,
): Promise<Setting<K>> {
  const { name, position = 0, ...document } = input
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
    .onConflictDoNothing()
    .returning()
  if (row === undefined) throw nameTaken(kind, name)
  await keepVersion(tx, caller, row)
  await appendAudit(ctx, tx, caller, `${kind}.created`, row.id, { version: row.version })
  return toSetting(kind, row)
}

export function nameTaken(kind: SettingKind, name: string): AppError {
  return new AppError('conflict', `There is a ${NOUNS[kind]} named ${JSON.stringify(name)} already`)
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

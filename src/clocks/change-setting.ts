import { and, eq, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { listVersions } from '../db/list-versions.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { clockSettings, replyRules, routingRules } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { assertNameFree } from './assert-name-free.ts'
import { assertReferences } from './assert-references.ts'
import { keepVersion, tellSetting } from './create-setting.ts'
import { recheckClocks } from './schedule-check.ts'
import {
  NOUNS,
  type Setting,
  type SettingContext,
  type SettingInput,
  type SettingKind,
  toSetting,
} from './setting.ts'

/**
 * Replaces a calendar or a policy by its next version, which clocks that run follow from now on. Throws `not_found`,
 * `precondition_failed` where `version` (an If-Match) is stale, and what `createSetting` throws.
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
    await lockWorkspace(tx, caller.workspaceId)
    await assertVersion(tx, caller, kind, id, version)
    await assertNameFree(tx, caller.workspaceId, kind, name, id)
    await assertReferences(tx, caller.workspaceId, document)
    const now = ctx.clock()
    const [row] = await tx
      .update(clockSettings)
      .set({ name, position, document, version: sql`${clockSettings.version} + 1`, updated_at: now })
      .where(isOwn(caller, kind, id))
      .returning()
    await keepVersion(tx, caller, row!)
    await recheckClocks(tx, caller.workspaceId, now)
    await appendAudit(ctx, tx, caller, `${kind}.changed`, id, { version: row!.version })
    await tellSetting(ctx, tx, caller, `${kind}.changed`, id, row!.version)
    return toSetting(kind, row!)
  })
}

/**
 * Throws `not_found`, `precondition_failed` for a stale `version`, and `conflict` for a calendar that a policy counts in or a
 * rule asks.
 */
export async function deleteSetting(
  ctx: SettingContext,
  caller: Caller,
  kind: SettingKind,
  id: string,
  version: number | null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const last = await assertVersion(tx, caller, kind, id, version)
    if (kind === 'calendar') await assertUnused(tx, caller, id)
    await tx.delete(clockSettings).where(isOwn(caller, kind, id))
    await recheckClocks(tx, caller.workspaceId, ctx.clock())
    await appendAudit(ctx, tx, caller, `${kind}.deleted`, id)
    await tellSetting(ctx, tx, caller, `${kind}.deleted`, id, last)
  })
}

function isOwn(caller: Caller, kind: SettingKind, id: string) {
  return and(
    eq(clockSettings.workspace_id, caller.workspaceId),
    eq(clockSettings.kind, kind),
    eq(clockSettings.id, id),
  )
}

/** Answers the version that it has. */
async function assertVersion(
  tx: Db,
  caller: Caller,
  kind: SettingKind,
  id: string,
  version: number | null,
): Promise<number> {
  const [known] = await tx
    .select({ version: clockSettings.version })
    .from(clockSettings)
    .where(isOwn(caller, kind, id))
  if (known === undefined) throw new NotFoundError(NOUNS[kind], id)
  if (version !== null && version !== known.version) {
    throw new AppError('precondition_failed', `The ${NOUNS[kind]} ${id} has changed since version ${version}`)
  }
  return known.version
}

async function assertUnused(tx: Db, caller: Caller, id: string): Promise<void> {
  const [user] = await tx
    .select({ id: clockSettings.id })
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, caller.workspaceId),
        sql`${clockSettings.document} ->> 'calendar_id' = ${id}`,
      ),
    )
    .limit(1)
  if (user !== undefined) throw new AppError('conflict', `The policy ${user.id} counts in calendar ${id}`)
  const rule = (await readRules(tx, caller)).find(({ when }) => when.calendar?.id === id)
  if (rule !== undefined) throw new AppError('conflict', `The rule “${rule.name}” asks calendar ${id}`)
}

/** The rules that hold, of routing and of replies; storing new ones waits for the workspace's lock too. */
async function readRules(tx: Db, { workspaceId }: Caller) {
  const [routing] = await listVersions(tx, routingRules, workspaceId, null, 1)
  const [replies] = await listVersions(tx, replyRules, workspaceId, null, 1)
  return [...(routing?.rules ?? []), ...(replies?.rules ?? [])]
}

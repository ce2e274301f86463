import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings } from '../db/schema.ts'
import { NotFoundError } from '../errors.ts'
import { NOUNS, type Setting, type SettingKind, toSetting } from './setting.ts'

/** Settings of a kind in the order they were made, after `after`. */
export async function listSettings<K extends SettingKind>(
  ctx: { readonly db: Db },
  workspaceId: string,
  kind: K,
  after: string | null,
  limit: number,
): Promise<Setting<K>[]> {
  const rows = await ctx.db
    .select()
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, workspaceId),
        eq(clockSettings.kind, kind),
        after === null ? undefined : gt(clockSettings.id, after),
      ),
    )
    .orderBy(asc(clockSettings.id))
    .limit(limit)
  return rows.map((row) => toSetting(kind, row))
}

/** Throws `not_found`. */
export async function getSetting<K extends SettingKind>(
  ctx: { readonly db: Db },
  workspaceId: string,
  kind: K,
  id: string,
): Promise<Setting<K>> {
  const [row] = await ctx.db
    .select()
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, workspaceId),
        eq(clockSettings.kind, kind),
        eq(clockSettings.id, id),
      ),
    )
  if (row === undefined) throw new NotFoundError(NOUNS[kind], id)
  return toSetting(kind, row)
}

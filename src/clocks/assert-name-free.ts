import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { NOUNS, type SettingKind } from './setting.ts'

/** Throws `conflict` where another setting of the kind has the name. The caller holds the workspace locked. */
export async function assertNameFree(
  tx: Db,
  workspaceId: string,
  kind: SettingKind,
  name: string,
  exceptId: string | null,
): Promise<void> {
  const [other] = await tx
    .select({ id: clockSettings.id })
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, workspaceId),
        eq(clockSettings.kind, kind),
        eq(clockSettings.name, name),
        exceptId === null ? undefined : ne(clockSettings.id, exceptId),
      ),
    )
  if (other === undefined) return
  throw new AppError('conflict', `The ${NOUNS[kind]} ${other.id} has this name already`, {
    errors: [{ pointer: '/name', detail: `belongs to another ${NOUNS[kind]}` }],
  })
}

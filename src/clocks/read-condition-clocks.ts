import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings, workspaces } from '../db/schema.ts'
import type { CalendarDocument } from '../domain/calendar.ts'
import type { ConditionClocks } from './find-failed.ts'

/** Where there is no condition to ask them. */
export const NO_CLOCKS: ConditionClocks = { timeZone: 'UTC', calendars: new Map() }

/** The workspace's zone and the named ones of its calendars. */
export async function readConditionClocks(
  tx: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<ConditionClocks> {
  const [workspace] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({ id: clockSettings.id, document: clockSettings.document })
          .from(clockSettings)
          .where(
            and(
              eq(clockSettings.workspace_id, workspaceId),
              eq(clockSettings.kind, 'calendar'),
              inArray(clockSettings.id, [...ids]),
            ),
          )
  return {
    timeZone: workspace!.settings.time_zone,
    // Documents were checked when they were written: src/clocks/create-setting.ts.
    calendars: new Map(rows.map((row) => [row.id, row.document as unknown as CalendarDocument])),
  }
}

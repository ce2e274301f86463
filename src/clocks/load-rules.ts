import { asc, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings } from '../db/schema.ts'
import { meetsConditions, type ThreadConditions, type ThreadFacts } from '../domain/thread-conditions.ts'
import { type Calendar, compileCalendar } from './compile-calendar.ts'
import { type Setting, toSetting } from './setting.ts'

/** All that clocks follow in a workspace; policies in the order in which they are tried. */
export interface ClockRules {
  readonly slaPolicies: readonly Setting<'sla_policy'>[]
  readonly escalationPolicies: readonly Setting<'escalation_policy'>[]
  /** The calendar of a policy; for null the one in which every hour counts. */
  readonly calendarOf: (id: string | null) => Calendar
}

const EVERY_HOUR = compileCalendar({ time_zone: 'UTC', is_always_open: true, week: {}, holidays: [] })

export async function loadRules(tx: Db, workspaceId: string): Promise<ClockRules> {
  const rows = await tx
    .select()
    .from(clockSettings)
    .where(eq(clockSettings.workspace_id, workspaceId))
    .orderBy(asc(clockSettings.position), asc(clockSettings.id))
  const calendars = new Map(
    rows
      .filter((row) => row.kind === 'calendar')
      .map((row) => [row.id, compileCalendar(toSetting('calendar', row).document)]),
  )
  return {
    slaPolicies: rows.filter((row) => row.kind === 'sla_policy').map((row) => toSetting('sla_policy', row)),
    escalationPolicies: rows
      .filter((row) => row.kind === 'escalation_policy')
      .map((row) => toSetting('escalation_policy', row)),
    // A calendar that a policy names cannot be deleted: src/clocks/change-setting.ts.
    calendarOf: (id) => (id === null ? EVERY_HOUR : calendars.get(id)!),
  }
}

/** The policy that holds for a thread: the first that applies; null where none does. */
export function pickPolicy<P extends { readonly document: { readonly conditions: ThreadConditions } }>(
  policies: readonly P[],
  thread: ThreadFacts,
): P | null {
  return policies.find(({ document }) => meetsConditions(thread, document.conditions)) ?? null
}

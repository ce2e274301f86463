import type { Db } from '../db/database.ts'
import type { clockSettings } from '../db/schema.ts'
import type { CalendarDocument } from '../domain/calendar.ts'
import type { EscalationPolicyDocument } from '../domain/escalation-policy.ts'
import type { SlaPolicyDocument } from '../domain/sla-policy.ts'

/** The document of each kind of setting. */
export interface Documents {
  calendar: CalendarDocument
  sla_policy: SlaPolicyDocument
  escalation_policy: EscalationPolicyDocument
}
export type SettingKind = keyof Documents

/** A setting as it is given: its document with its name, and for policies its position. */
export type SettingInput<K extends SettingKind> = Documents[K] & {
  readonly name: string
  readonly position?: number
}

export interface Setting<K extends SettingKind> {
  readonly kind: SettingKind
  readonly id: string
  readonly name: string
  readonly position: number
  readonly document: Documents[K]
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}

export interface SettingContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export const NOUNS: Readonly<Record<SettingKind, string>> = {
  calendar: 'business calendar',
  sla_policy: 'SLA policy',
  escalation_policy: 'escalation policy',
}

/** Documents were checked by the schema of their kind when they were written: src/clocks/create-setting.ts. */
export function toSetting<K extends SettingKind>(
  _kind: K,
  row: typeof clockSettings.$inferSelect,
): Setting<K> {
  return { ...row, document: row.document as unknown as Documents[K] }
}

/** A setting as it is shown: the fields of its document beside its own. */
export type SettingView<K extends SettingKind> = Documents[K] & {
  readonly id: string
  readonly name: string
  /** Of policies alone: calendars have no order. */
  readonly position?: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export function viewSetting<K extends SettingKind>(setting: Setting<K>): SettingView<K> {
  const { document, kind, id, name, position, version, created_at, updated_at } = setting
  const own = { id, name, version, ...(kind === 'calendar' ? {} : { position }) }
  return { ...document, ...own, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() }
}

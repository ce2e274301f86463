import type { Db } from '../db/database.ts'
import type { clockSettings } from '../db/schema.ts'
import type { CalendarDocument } from '../domain/calendar.ts'

/** The document of each kind of setting. */
export interface Documents {
  calendar: CalendarDocument
}
export type SettingKind = keyof Documents

/** A setting as it is given: its document with its name, and for policies its position. */
export type SettingInput<K extends SettingKind> = Documents[K] & {
  readonly name: string
  readonly position?: number
}

export interface Setting<K extends SettingKind> {
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

export const NOUNS: Readonly<Record<SettingKind, string>> = { calendar: 'business calendar' }

/** Documents were checked by the schema of their kind when they were written: src/clocks/create-setting.ts. */
export function toSetting<K extends SettingKind>(
  _kind: K,
  row: typeof clockSettings.$inferSelect,
): Setting<K> {
  return { ...row, document: row.document as unknown as Documents[K] }
}

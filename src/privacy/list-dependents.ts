import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { type Link, PERSONAL_COLUMNS } from '../db/personal-columns.ts'
import * as schema from '../db/schema.ts'
import { contacts, decisions, drafts, messages, threads } from '../db/schema.ts'
import { columnOf } from './find-belongings.ts'

/** A column whose rows go with the row that it names. */
export interface Dependent {
  readonly table: PgTable
  readonly column: ReturnType<typeof columnOf>
  /** The database refuses to delete what it names. */
  readonly isRestricting: boolean
}

const LINKED: Readonly<Record<Link, PgTable>> = {
  contact_id: contacts,
  thread_id: threads,
  message_id: messages,
  decision_id: decisions,
  draft_id: drafts,
}

/**
 * What goes with a row of `parent`: whatever refers to it, and whatever belongs to it by src/db/personal-columns.ts. Follows
 * from the tables, so that a new one needs nothing here.
 */
export function listDependents(parent: PgTable): Dependent[] {
  const found = new Map<string, Dependent>()
  for (const [key, table] of Object.entries(schema)) {
    if (!(table instanceof PgTable)) continue
    const { name, foreignKeys, columns } = getTableConfig(table)
    const declared = PERSONAL_COLUMNS[key as keyof typeof PERSONAL_COLUMNS]
    const links: readonly string[] = 'by' in declared && typeof declared.by === 'object' ? declared.by : []
    for (const link of links) {
      const isOwn = LINKED[link as Link] === parent && columns.some((column) => column.name === link)
      if (isOwn) found.set(`${name}.${link}`, { table, column: columnOf(table, link), isRestricting: false })
    }
    for (const { reference, onDelete } of foreignKeys) {
      const { foreignTable, columns: own } = reference()
      if (foreignTable !== parent || own.length !== 1 || onDelete === 'set null') continue
      const isRestricting = onDelete !== 'cascade'
      found.set(`${name}.${own[0]!.name}`, { table, column: own[0]!, isRestricting })
    }
  }
  return [...found.values()]
}

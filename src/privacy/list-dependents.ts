import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { type Link, PERSONAL_COLUMNS } from '../db/personal-columns.ts'
import * as schema from '../db/schema.ts'
import { contacts, decisions, drafts, messages, threads } from '../db/schema.ts'

/** A column that names a row, and what becomes of its own row when that one goes. */
export interface Dependent {
  readonly table: PgTable
  readonly column: PgColumn
  /** It goes too, or stays and no longer names it: an opt-out outlives the message that said so. */
  readonly becomes: 'deleted' | 'unnamed'
  /** The database would refuse, and nothing declares that the row belongs to the one that it names. */
  readonly isInTheWay: boolean
}

const LINKED: Readonly<Record<Link, PgTable>> = {
  contact_id: contacts,
  into_id: contacts,
  thread_id: threads,
  message_id: messages,
  decision_id: decisions,
  draft_id: drafts,
}

/**
 * What names a row of `parent`: whatever refers to it, and whatever belongs to it by src/db/personal-columns.ts. Follows from
 * the tables, so that a new one needs nothing here.
 */
export function listDependents(parent: PgTable): Dependent[] {
  return Object.entries(schema).flatMap(([key, table]) => {
    if (!(table instanceof PgTable)) return []
    const { columns, foreignKeys } = getTableConfig(table)
    const owning = linksOf(key).filter((link) => LINKED[link] === parent)
    const owned = columns.filter((column) => owning.some((link) => link === column.name))
    const referring = foreignKeys.flatMap(({ reference, onDelete }) => {
      const { foreignTable, columns: own } = reference()
      const isMeant = foreignTable === parent && own.length === 1 && onDelete !== 'set null'
      return isMeant && !owned.includes(own[0]!)
        ? [{ column: own[0]!, isCascading: onDelete === 'cascade' }]
        : []
    })
    return [
      ...owned.map((column) => ({ table, column, becomes: 'deleted' as const, isInTheWay: false })),
      ...referring.map(({ column, isCascading }) => {
        const becomes = column.notNull || isCascading ? ('deleted' as const) : ('unnamed' as const)
        return { table, column, becomes, isInTheWay: becomes === 'deleted' && !isCascading }
      }),
    ]
  })
}

function linksOf(key: string): readonly Link[] {
  const declared = PERSONAL_COLUMNS[key as keyof typeof PERSONAL_COLUMNS]
  return 'by' in declared && typeof declared.by === 'object' ? declared.by : []
}

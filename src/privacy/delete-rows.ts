import { inArray } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { columnOf } from './find-belongings.ts'
import { listDependents } from './list-dependents.ts'

/** Rows that went, by table. */
export type RowCounts = Record<string, number>

/** Deletes rows by their ids with whatever depends on them, in the caller's transaction. */
export async function deleteRows(tx: Db, table: PgTable, ids: readonly string[]): Promise<RowCounts> {
  const counts: RowCounts = {}
  await deleteAll(tx, table, 'id', ids, counts)
  return counts
}

/** A statement takes so many parameters and no more. */
const AT_ONCE = 1000

async function deleteAll(
  tx: Db,
  table: PgTable,
  columnName: string,
  values: readonly string[],
  counts: RowCounts,
): Promise<void> {
  for (let at = 0; at < values.length; at += AT_ONCE)
    await deleteWhere(tx, table, columnName, values.slice(at, at + AT_ONCE), counts)
}

async function deleteWhere(
  tx: Db,
  table: PgTable,
  columnName: string,
  values: readonly string[],
  counts: RowCounts,
): Promise<void> {
  const { name } = getTableConfig(table)
  const which = inArray(columnOf(table, columnName), [...values])
  const dependents = listDependents(table)
  if (dependents.length > 0) {
    const rows = await tx
      .select({ id: columnOf(table, 'id') })
      .from(table)
      .where(which)
    const ids = rows.map((row) => String(row.id))
    for (const { table: child, column, becomes } of dependents) {
      if (becomes === 'deleted') await deleteAll(tx, child, column.name, ids, counts)
      else await unname(tx, child, column.name, ids)
    }
  }
  const gone = await tx
    .delete(table)
    .where(which)
    .returning({ one: columnOf(table, columnName) })
  if (gone.length > 0) counts[name] = (counts[name] ?? 0) + gone.length
}

async function unname(tx: Db, table: PgTable, columnName: string, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const which = inArray(columnOf(table, columnName), ids.slice(at, at + AT_ONCE))
    await tx
      .update(table)
      .set({ [columnName]: null } as never)
      .where(which)
  }
}

export function addCounts(one: RowCounts, other: RowCounts): RowCounts {
  const sum = { ...one }
  for (const [name, rows] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + rows
  return sum
}

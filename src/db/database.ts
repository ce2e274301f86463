import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from './schema.ts'

/** A connection or a transaction of either database; verbs run on both. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>

/** An open database with what its owner must do with it. */
export interface Database {
  readonly db: Db
  readonly kind: 'pglite' | 'postgres'
  migrate(): Promise<void>
  close(): Promise<void>
}

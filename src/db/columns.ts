import { customType, text, timestamp } from 'drizzle-orm/pg-core'
import { fromSql, toSql } from 'pgvector'

/** A pgvector column without a fixed dimension, so that embeddings of several models share one table. */
export const vector = customType<{ data: number[]; driverData: string }>({
  dataType: () => 'vector',
  toDriver: (value) => toSql(value) as string,
  fromDriver: (value) => fromSql(value) as number[],
})

/** Terms made in TypeScript, for the `simple` configuration: both databases then find the same. */
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** A prefixed UUIDv7, for instance `msg_0199…`: sorts by creation. */
export const id = () => text().primaryKey()

const PRECISE = { withTimezone: true, mode: 'date', precision: 3 } as const

/** An instant, in milliseconds, from the caller's clock. Its column is called as its key, or `name`. */
export const instant = (name?: string) => (name === undefined ? timestamp(PRECISE) : timestamp(name, PRECISE))

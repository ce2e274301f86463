import { and, gt, isNull, lte, or, type SQL } from 'drizzle-orm'
import { knowledgeEntries } from '../db/schema.ts'

/** Entries that answer at this time: whose validity began, where it has a beginning, and did not end. */
export function isValidAt(now: Date): SQL | undefined {
  const { valid_from, valid_until } = knowledgeEntries
  return and(or(isNull(valid_from), lte(valid_from, now)), or(isNull(valid_until), gt(valid_until, now)))
}

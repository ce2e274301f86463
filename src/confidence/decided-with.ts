import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { decisions } from '../db/schema.ts'
import type { ModelNames } from '../inference/name-models.ts'

/**
 * Whether a decision's answer was made with these models. A second opinion, which a classifier's name tells after a `>`,
 * is asked so many times a day and makes it no other. What provider worded an erased decision is unknown, so it is none.
 */
export function decidedWith({ retrieval, classifier, drafter }: ModelNames): SQL {
  const versions = sql`${decisions.assessment}->'versions'`
  const { prompt_version, trace } = decisions
  return and(
    drafter === null ? isNull(prompt_version) : isNotNull(prompt_version),
    eq(sql`${versions}->>'embedder'`, retrieval),
    eq(sql`split_part(${versions}->>'classifier', '>', 1)`, classifier),
    drafter === null ? undefined : eq(sql`${trace}#>>'{provider,model}'`, drafter),
  )!
}

import { z } from 'zod'
import { Instant } from './instant.ts'
import { Conflict } from './knowledge-conflict.ts'
import { Language } from './language.ts'
import { ExternalId, textField, trimmedField } from './text.ts'

/** One question that the workspace answers, as it is handed over. */
export const EntryInput = z
  .object({
    external_id: ExternalId,
    question: trimmedField(1, 1000),
    answer: trimmedField(1, 5000),
    variants: z.array(trimmedField(1, 1000)).max(50).default([]).describe('Other ways to ask the same'),
    language: z.string().max(35).optional().describe('BCP 47; told from the text where it is absent'),
    tags: z.array(textField(1, 100)).max(50).default([]),
    valid_from: Instant.nullable().optional(),
    valid_until: Instant.nullable().optional(),
    review_at: Instant.nullable().optional().describe('When somebody should look at it again'),
    collection: trimmedField(1, 100).default('general'),
    priority: z
      .int()
      .min(-100)
      .max(100)
      .default(0)
      .describe('Of entries that answer a question about as well, the highest is taken'),
  })
  .refine(
    ({ valid_from, valid_until }) =>
      !valid_from || !valid_until || Date.parse(valid_from) < Date.parse(valid_until),
    { path: ['valid_until'], message: 'must be later than valid_from' },
  )
  .meta({ id: 'EntryInput' })
export type EntryInput = z.infer<typeof EntryInput>

export const Entry = z
  .object({
    id: z.string(),
    external_id: z.string(),
    question: z.string(),
    answer: z.string(),
    variants: z.array(z.string()),
    language: Language,
    tags: z.array(z.string()),
    valid_from: z.iso.datetime().nullable(),
    valid_until: z.iso.datetime().nullable(),
    review_at: z.iso.datetime().nullable(),
    collection: z.string(),
    priority: z.int(),
    version: z.int().min(1).describe('Raised by every change'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Entry' })
export type Entry = z.infer<typeof Entry>

export const RowError = z.object({
  index: z.int().min(0),
  external_id: z.string().nullable(),
  pointer: z.string(),
  detail: z.string(),
})
export type RowError = z.infer<typeof RowError>

export const UpsertResult = z
  .object({ created: z.int(), updated: z.int(), unchanged: z.int(), errors: z.array(RowError) })
  .meta({ id: 'UpsertResult' })
export type UpsertResult = z.infer<typeof UpsertResult>

/** What a save answers: what was stored, and what it now disagrees with. */
export const SavedEntries = UpsertResult.extend({
  conflicts: z
    .array(Conflict)
    .describe(
      'Open pairs with entries of this request; of more than 25 changed entries the rest is found later',
    ),
}).meta({ id: 'SavedEntries' })
export type SavedEntries = z.infer<typeof SavedEntries>

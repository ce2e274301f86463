import { z } from 'zod'

export const ConflictKind = z.enum(['contradiction', 'duplicate'])
export type ConflictKind = z.infer<typeof ConflictKind>

export const ConflictState = z.enum(['open', 'dismissed'])
export type ConflictState = z.infer<typeof ConflictState>

const ConflictEntry = z.object({
  id: z.string(),
  external_id: z.string(),
  question: z.string(),
  answer: z.string(),
})

/** Two entries that answer one question. */
export const Conflict = z
  .object({
    id: z.string(),
    kind: ConflictKind,
    differs: z
      .array(z.string())
      .describe('What the answers differ in: price, duration, time, date, yes_no…; empty for duplicates'),
    entries: z.array(ConflictEntry).length(2),
    state: ConflictState,
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'KnowledgeConflict' })
export type Conflict = z.infer<typeof Conflict>

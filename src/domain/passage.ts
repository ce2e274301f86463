import { z } from 'zod'
import { Language } from './language.ts'

export const MatchedBy = z.enum(['text', 'vector', 'variant'])
export type MatchedBy = z.infer<typeof MatchedBy>

/** A knowledge entry found for a query, best first. */
export const Passage = z
  .object({
    entry: z.object({
      id: z.string(),
      external_id: z.string(),
      question: z.string(),
      answer: z.string(),
      language: Language,
      version: z.int().min(1),
    }),
    score: z.number().describe('Ranking score; comparable within one search only'),
    confidence: z.number().min(0).max(1).describe('Probability that this entry answers the query'),
    matched_by: z.array(MatchedBy),
  })
  .meta({ id: 'Passage' })
export type Passage = z.infer<typeof Passage>

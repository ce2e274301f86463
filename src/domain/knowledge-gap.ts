import { z } from 'zod'
import { Language } from './language.ts'

/** answered: an entry answers it by now; dismissed: a person says that none is wanted. */
export const GapState = z.enum(['open', 'dismissed', 'answered'])
export type GapState = z.infer<typeof GapState>

/** A question that many ask and nothing answers. Personal data in it are placeholders. */
export const Gap = z
  .object({
    id: z.string(),
    title: z.string().describe('The question that stands best for all of them, as somebody asked it'),
    language: Language,
    state: GapState,
    questions: z.int().min(0).describe('Of the last 30 days'),
    contacts: z.int().min(0).describe('How many people asked'),
    last_7_days: z.int().min(0),
    previous_7_days: z.int().min(0),
    trend: z.enum(['rising', 'steady', 'falling']),
    first_asked_at: z.iso.datetime().nullable(),
    last_asked_at: z.iso.datetime().nullable(),
    examples: z.array(
      z.object({
        message_id: z.string(),
        thread_id: z.string(),
        text: z.string(),
        asked_at: z.iso.datetime(),
      }),
    ),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'KnowledgeGap' })
export type Gap = z.infer<typeof Gap>

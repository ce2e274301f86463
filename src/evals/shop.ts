import { z } from 'zod'
import { Category, Surface } from '../domain/assessment.ts'
import { EntryInput } from '../domain/knowledge-entry.ts'
import { LANGUAGES } from '../domain/language.ts'

/** A whole business as an evaluation case: its knowledge, and messages with what is right for each. */
export const Shop = z.object({
  business: z.string(),
  language: z.string(),
  entries: z.array(EntryInput),
  messages: z.array(
    z.object({
      text: z.string(),
      lang: z.enum(LANGUAGES),
      surface: Surface,
      category: Category,
      expected: z.string().nullable().describe('external_id of the entry that answers it'),
      reply_owed: z.boolean(),
    }),
  ),
})
export type Shop = z.infer<typeof Shop>
export type ShopMessage = Shop['messages'][number]

import { z } from 'zod'
import { Category, Surface } from '../domain/assessment.ts'
import { Language } from '../domain/language.ts'

/** A message that the demo sends, with what it is. */
export const DemoMessage = z.object({
  text: z.string().min(1),
  lang: Language,
  surface: Surface,
  category: Category,
  /** The entry that answers it; null where none does, or where that is not known. */
  expected: z.string().nullable().default(null),
  reply_owed: z.boolean().default(true),
  /** `shop` for those written for the demo shop, else the name of the set it comes from. */
  source: z.string(),
})
export type DemoMessage = z.infer<typeof DemoMessage>

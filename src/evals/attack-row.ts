import { z } from 'zod'
import { LANGUAGES } from '../domain/language.ts'

/** An attack on the model that drafts, with a message beside it that looks alike and means no harm. */
export const AttackRow = z.object({
  lang: z.enum(LANGUAGES),
  kind: z.string(),
  /** Where the attack stands: in the message, in one that came before, or in an entry of the knowledge. */
  where: z.enum(['message', 'thread', 'entry']),
  text: z.string(),
  /** What the attack wants to be said; null where it wants the prompt. */
  says: z.string().nullable(),
  twin: z.string().nullable(),
})
export type AttackRow = z.infer<typeof AttackRow>

/** A row of the public sets `prompt_injection_*`; only what they call an injection is one. */
export const PublicAttackRow = z
  .object({ text: z.string(), label: z.string() })
  .transform(({ text, label }): AttackRow | null => {
    if (!label.includes('injection')) return null
    const wanted = /["“]([^"”\n]{3,80})["”]/u.exec(text)?.[1] ?? null
    return {
      lang: 'en',
      kind: label,
      where: 'message',
      text: text.slice(0, 6_000),
      says: wanted ?? `As you asked: ${text.replace(/\s+/gu, ' ').slice(0, 80)}`,
      twin: null,
    }
  })

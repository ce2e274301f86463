import { z } from 'zod'
import { Language } from './language.ts'
import { textField, trimmedField } from './text.ts'

/** Words that somebody types a shortcut for, as in `/obrigado`. */
export const QuickReplyInput = z
  .strictObject({
    shortcut: trimmedField(2, 50)
      .refine(
        (word) => /^\/[\p{Ll}\p{N}_-]+$/u.test(word),
        'must be a slash and small letters, digits, _ or -',
      )
      .describe('One a language; `/obrigado` for instance'),
    language: Language,
    category: trimmedField(1, 50).default('geral'),
    text: textField(1, 4096).describe('With {first_name|fallback} where something is filled in'),
  })
  .meta({ id: 'QuickReplyInput' })
export type QuickReplyInput = z.infer<typeof QuickReplyInput>

export const QuickReply = z
  .object({
    id: z.string(),
    ...QuickReplyInput.shape,
    created_by: z.string(),
    updated_by: z.string(),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'QuickReply' })
export type QuickReply = z.infer<typeof QuickReply>

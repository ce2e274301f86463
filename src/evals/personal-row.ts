import { z } from 'zod'
import { LANGUAGES } from '../domain/language.ts'
import { KINDS, type Span } from '../privacy/span.ts'

/** A text with its personal data marked in place: `meu cpf é [[CPF:529.982.247-25]]`. */
export const PersonalRow = z
  .object({ lang: z.enum(LANGUAGES), text: z.string() })
  .transform(({ lang, text }) => {
    const spans: Span[] = []
    let plain = ''
    let at = 0
    for (const mark of text.matchAll(MARK)) {
      plain += text.slice(at, mark.index)
      spans.push({
        kind: z.enum(KINDS).parse(mark[1]),
        start: plain.length,
        end: plain.length + mark[2]!.length,
      })
      plain += mark[2]
      at = mark.index + mark[0].length
    }
    return { lang, text: plain + text.slice(at), spans }
  })
export type PersonalRow = z.output<typeof PersonalRow>

const MARK = /\[\[([A-Z_]+):(.+?)\]\]/gu

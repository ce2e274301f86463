import { z } from 'zod'

// U+0000 cannot be stored in a Postgres text and a lone surrogate cannot be encoded as UTF-8: both become U+FFFD.
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is exactly what is looked for
const NUL = /\u0000/g

/** Text that every database and every encoder accepts. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(NUL, '\uFFFD')
}

/** A string field whose white space around it does not count. */
export function trimmedField(min: number, max: number) {
  return z
    .string()
    .transform((text) => cleanText(text).trim())
    .pipe(z.string().min(min).max(max))
}

/** A string field of a request, cleaned, with its length limits in UTF-16 code units. */
export function textField(min: number, max: number) {
  return z.string().transform(cleanText).pipe(z.string().min(min).max(max))
}

/** An id that Recado gave, as it comes back in a path or a query. */
export const ResourceId = textField(1, 100)

/** An id given by a platform: any text of 1–255 characters. */
export const ExternalId = textField(1, 255)

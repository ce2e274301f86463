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
  return limited(min, max, (text) => cleanText(text).trim())
}

/** A string field of a request, cleaned, with its length limits in characters (Unicode code points). */
export function textField(min: number, max: number) {
  return limited(min, max, cleanText)
}

function limited(min: number, max: number, clean: (text: string) => string) {
  return z
    .string()
    .transform(clean)
    .refine((text) => isWithin(text, min, max), `must have ${min} to ${max} characters`)
    .meta({ minLength: min, maxLength: max })
}

function isWithin(text: string, min: number, max: number): boolean {
  // A code point has one or two units, so most texts need no counting.
  if (text.length < min || text.length > 2 * max) return false
  return text.length <= max || Array.from(text).length <= max
}

/** An id that Recado gave, as it comes back in a path or a query. */
export const ResourceId = textField(1, 100)

/** An id given by a platform: any text of 1–255 characters. */
export const ExternalId = textField(1, 255)

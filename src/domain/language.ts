import { z } from 'zod'

/** Languages Recado answers in. */
export const LANGUAGES = ['pt', 'es', 'en'] as const
export const Language = z.enum(LANGUAGES)
export type Language = z.infer<typeof Language>

/** A detected language; `und` means no language could be named, and never answers itself. */
export const LanguageTag = z.enum([...LANGUAGES, 'und'])
export type LanguageTag = z.infer<typeof LanguageTag>

/** The base language of a BCP 47 tag (`pt-BR` → `pt`), or null when Recado does not speak it. */
export function baseLanguage(tag: string): Language | null {
  const base = tag.toLowerCase().split(/[-_]/)[0]
  return LANGUAGES.find((language) => language === base) ?? null
}

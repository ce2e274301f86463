import { LANGUAGES, type Language } from '../domain/language.ts'

/** The pages' languages, by the tag that a browser asks for. */
export const LOCALES = { pt: 'pt-BR', es: 'es', en: 'en' } as const satisfies Record<Language, string>

/** One of something for each of the pages' languages. */
export function eachLocale<T>(make: (locale: string) => T): Readonly<Record<Language, T>> {
  return { pt: make(LOCALES.pt), es: make(LOCALES.es), en: make(LOCALES.en) }
}

/**
 * The words of a page in the three languages; a word that one of them lacks is a type error. A word with blanks is a
 * function of what fills them.
 */
export function defineWords<W extends object>(words: {
  readonly pt: W
  readonly es: NoInfer<W>
  readonly en: NoInfer<W>
}): Readonly<Record<Language, W>> {
  return words
}

/** The best of the pages' languages for an `Accept-Language`; Portuguese where none fits. */
export function chooseLanguage(accepted: string | undefined): Language {
  for (const part of (accepted ?? '').split(',')) {
    const base = part.trim().slice(0, 2).toLowerCase()
    const found = LANGUAGES.find((language) => language === base)
    if (found !== undefined) return found
  }
  return 'pt'
}

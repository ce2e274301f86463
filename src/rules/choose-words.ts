import { LANGUAGES, type LanguageTag } from '../domain/language.ts'
import type { Say, Saying, Words } from '../domain/reply-rules.ts'
import type { ApprovedWords } from '../words/choose-template.ts'

/** What is said, and the template that it comes from, where it comes from one. */
export interface ChosenWords extends Saying {
  readonly template: ApprovedWords | null
}

/**
 * The words in the first of the languages that there are words in, else in any; null where a template has none that may be said
 * or that are whole.
 */
export function chooseWords(
  say: Say,
  wanted: readonly (LanguageTag | null)[],
  approved: readonly ApprovedWords[],
): ChosenWords | null {
  const own = approved.filter(
    ({ name, missing }) => 'template' in say && name === say.template && missing.length === 0,
  )
  const words: Words =
    'template' in say ? Object.fromEntries(own.map(({ language, text }) => [language, text])) : say
  const language =
    wanted.find((tag) => tag !== null && tag !== 'und' && words[tag] !== undefined) ??
    LANGUAGES.find((tag) => words[tag] !== undefined)
  if (language === undefined || language === 'und' || language === null) return null
  return { text: words[language]!, language, template: own.find((one) => one.language === language) ?? null }
}

/** The templates that rules name. */
export function templatesOf(says: readonly (Say | undefined)[]): string[] {
  return [...new Set(says.flatMap((say) => (say !== undefined && 'template' in say ? [say.template] : [])))]
}

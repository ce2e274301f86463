import type { Visit } from './console-env.ts'
import { eachLocale } from './words.ts'

const PERCENT = eachLocale((locale) => new Intl.NumberFormat(locale, { style: 'percent' }))

/** A probability as whole percent: never certainty, since none is. */
export function formatShare({ language }: Pick<Visit, 'language'>, share: number): string {
  return PERCENT[language].format(Math.min(share, 0.99))
}

import type { Visit } from './console-env.ts'
import { LOCALES } from './words.ts'

/** A probability as whole percent: never certainty, since none is. */
export function formatShare({ language }: Pick<Visit, 'language'>, share: number): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent' }).format(Math.min(share, 0.99))
}

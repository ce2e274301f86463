import type { Visit } from '../console-env.ts'
import { LOCALES } from '../words.ts'
import type { Unit } from './report-plans.ts'

const SPANS = [
  ['day', 2 * 86_400, 86_400],
  ['hour', 2 * 3600, 3600],
  ['minute', 60, 60],
] as const

/** A figure as people read it: 12, 48 %, 3,5 h; a dash where there is nothing to say. */
export function formatFigure(
  { language }: Pick<Visit, 'language'>,
  unit: Unit,
  value: number | null,
): string {
  if (value === null) return '–'
  const locale = LOCALES[language]
  if (unit === 'count') return new Intl.NumberFormat(locale).format(value)
  if (unit === 'share')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value)
  const [name, , seconds] = SPANS.find(([, least]) => value >= least) ?? ['second', 0, 1]
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: name === 'second' && value >= 10 ? 0 : 1,
  }).format(value / seconds)
}

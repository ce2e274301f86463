import type { Visit } from './console-env.ts'
import { LOCALES } from './words.ts'

type Reader = Pick<Visit, 'language' | 'workspace'>

/** A day and time as the workspace's people read it, in its time zone. */
export function formatInstant({ language, workspace }: Reader, at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: workspace.timeZone,
  }).format(at)
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, in words: "há 5 minutos". */
export function formatAgo({ language }: Pick<Reader, 'language'>, at: Date, now: Date): string {
  const format = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto', style: 'short' })
  const ms = now.getTime() - at.getTime()
  const [unit, size] = STEPS.find(([, least]) => ms >= least) ?? ['minute', 60_000]
  return format.format(-Math.floor(ms / size), unit)
}

import { LRUCache } from 'lru-cache'
import type { Visit } from './console-env.ts'
import { eachLocale, LOCALES } from './words.ts'

type Reader = Pick<Visit, 'language' | 'workspace'>

/** By locale and time zone: making one takes longer than a hundred uses. */
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 100 })
const AGO = eachLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))

/** A day and time as the workspace's people read it, in its time zone. */
export function formatInstant({ language, workspace: { timeZone } }: Reader, at: Date): string {
  const key = `${language} ${timeZone}`
  const known = formats.get(key)
  if (known !== undefined) return known.format(at)
  const made = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  })
  formats.set(key, made)
  return made.format(at)
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, in words: "há 5 minutos", and "agora" within the first. */
export function formatAgo({ language }: Pick<Reader, 'language'>, at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  const step = STEPS.find(([, least]) => ms >= least)
  if (step === undefined) return AGO[language].format(0, 'second')
  const [unit, size] = step
  return AGO[language].format(-Math.floor(ms / size), unit)
}

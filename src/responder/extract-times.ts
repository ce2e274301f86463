import type { Language } from '../domain/language.ts'
import { type Fact, takeOut } from './fact.ts'

const NOON = 12 * 60
const DAY = 24 * 60
const HALF = '(?:am|pm|a\\. ?m\\.?|p\\. ?m\\.?)'
const PART =
  '(?:horas? )?(?:da|de la|por la|in the|at) ?(?:manha|manana|tarde|noite|noche|madrugada|morning|afternoon|evening|night)'
const CLOCK = `(\\d{1,2})(?:[:.h](\\d{2}))? ?h?`
const TO =
  '(?: ?(?:-|–|—) ?| (?:a|as|ate|ate as|hasta|hasta las|a las|to|until|till|and|e|e as|y|y las|through) )'

// “9 to 6 pm”: what the first lacks is told by the second.
const RANGE_WITH_HALF = new RegExp(`(?<![\\d.,:])${CLOCK}${TO}${CLOCK} ?(${HALF}|${PART})(?![a-z])`, 'gu')
const WITH_HALF = new RegExp(`(?<![\\d.,:])${CLOCK} ?(${HALF}|${PART})(?![a-z])`, 'gu')
const AND_A_HALF = /(?<![\d.,:])(\d{1,2})(?: ?h| horas)? (?:e|y) (?:meia|media)(?![a-z])/gu
const HALF_PAST = /half past (\d{1,2})(?!\d)/gu
const WITH_MINUTES = /(?<![\d.,:])(\d{1,2}) ?(?:h|:) ?([0-5]\d)(?: ?(?:hrs?|hs|h|min|m))?(?![a-z\d:])/gu
const HOUR = /(?<![\d.,:])(\d{1,2}) ?(?:hrs?|hs|h)(?![a-z\d])/gu
const RANGE_BEFORE_HOUR = new RegExp(
  `(?<![\\d.,:$%])(\\d{1,2})${TO}(\\d{1,2}) ?(?:horas?|hrs?|hs|h)(?![a-z\\d])`,
  'gu',
)
const TWENTY_FOUR_HOURS = /(?<![\d.,:])(?:1[3-9]|2[0-3]) ?[:h] ?[0-5]\d(?!\d)/u
const AROUND_THE_CLOCK = /(?<!\d)24 ?(?:\/|x) ?7(?!\d)/gu
const NAMED: readonly [RegExp, number[]][] = [
  [/(?<![a-z])(?:meio[ -]?dia|mediodia|noon|midday)(?![a-z])/gu, [NOON]],
  [/(?<![a-z])(?:meia[ -]?noite|medianoche|midnight)(?![a-z])/gu, [0, DAY]],
]

/** Times of day, in minutes after midnight; two readings where the half of the day is open. Folded text. */
export function extractTimes(text: string, language: Language, facts: Fact[]): string {
  const push = (...minutes: number[]) => facts.push({ kind: 'time', minutes })
  // Whoever writes 14:00 means the morning by 9:30.
  const isOpen = language !== 'pt' && !TWENTY_FOUR_HOURS.test(text)
  let rest = extractNamed(text, facts)
  rest = takeOut(rest, RANGE_WITH_HALF, ([, h1, m1, h2, m2, half]) => {
    const to = toMinutes(h2!, m2, half)
    const from = toMinutes(h1!, m1, undefined)
    if (to === null || from === null) return false
    push(from < NOON && from + NOON < to && to >= NOON ? from + NOON : from)
    push(to)
    return true
  })
  rest = takeOut(rest, WITH_HALF, ([, hour, minute, half]) => take(push, toMinutes(hour!, minute, half)))
  rest = takeOut(rest, AND_A_HALF, ([, hour]) => takeOpen(push, toMinutes(hour!, '30', undefined), true))
  rest = takeOut(rest, HALF_PAST, ([, hour]) => takeOpen(push, toMinutes(hour!, '30', undefined), true))
  rest = takeOut(rest, WITH_MINUTES, ([, hour, minute]) =>
    takeOpen(push, toMinutes(hour!, minute, undefined), isOpen && !hour!.startsWith('0')),
  )
  rest = takeOut(rest, RANGE_BEFORE_HOUR, ([, from, to]) => {
    // “24 a 48 horas” lasts; “9 às 18 horas” is the clock.
    if (Number(from) > 24 || Number(to) > 24 || Number(to) <= Number(from)) return false
    push(Number(from) * 60)
    push(Number(to) * 60)
    return true
  })
  return takeOut(rest, HOUR, ([, hour]) => take(push, toMinutes(hour!, undefined, undefined)))
}

/** “24/7”, noon and midnight. */
function extractNamed(text: string, facts: Fact[]): string {
  const everyDay = { month: null, day: null, year: null, weekdays: [0, 1, 2, 3, 4, 5, 6], relative: null }
  const rest = takeOut(text, AROUND_THE_CLOCK, () => {
    facts.push({ kind: 'time', minutes: [DAY] }, { kind: 'date', ...everyDay })
    return true
  })
  return NAMED.reduce(
    (left, [pattern, minutes]) =>
      takeOut(left, pattern, () => {
        facts.push({ kind: 'time', minutes })
        return true
      }),
    rest,
  )
}

function take(push: (...minutes: number[]) => void, minutes: number | null): boolean {
  if (minutes === null) return false
  push(minutes)
  return true
}

/** Without a half of the day, “8:30” may be said of the evening where clocks have twelve hours. */
function takeOpen(push: (...minutes: number[]) => void, minutes: number | null, isOpen: boolean): boolean {
  if (minutes === null) return false
  if (isOpen && minutes < 13 * 60) push(minutes, (minutes + NOON) % DAY)
  else push(minutes)
  return true
}

/** Minutes after midnight, or null where it is no time of day (“48h”). */
function toMinutes(hour: string, minute: string | undefined, half: string | undefined): number | null {
  let hours = Number(hour)
  const minutes = Number(minute ?? 0)
  if (hours > 24 || minutes > 59) return null
  if (half !== undefined && hours <= 12) {
    const isNight = /noite|noche|night/u.test(half)
    const isAfternoon = /^p|tarde|afternoon|evening/u.test(half) || (isNight && hours >= 6 && hours < 12)
    if (isAfternoon && hours < 12) hours += 12
    else if (!isAfternoon && /^a/u.test(half) && hours === 12) hours = 0
  }
  return hours * 60 + minutes
}

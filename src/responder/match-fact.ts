import type { DateFact, Fact, QuantityFact } from './fact.ts'

/** Whether one of the sources' facts says what the claim says, however either is written. */
export function isStated(claim: Fact, sources: readonly Fact[]): boolean {
  switch (claim.kind) {
    case 'quantity':
      return sources.some((source) => supportsQuantity(claim, source, sources))
    case 'time':
      return sources.some((source) => supportsTime(claim.minutes, source))
    case 'date':
      return supportsDate(
        claim,
        sources.filter((source) => source.kind === 'date'),
      )
    case 'digits':
      return sources.some((source) => supportsDigits(claim.value, source))
    case 'link':
      // The front page of a site that an entry names is no other place.
      return sources.some(
        (source) =>
          source.kind === 'link' &&
          source.host === claim.host &&
          (source.path === claim.path || claim.path === ''),
      )
    case 'handle':
      return sources.some(
        (source) =>
          (source.kind === 'handle' && source.value === claim.value) ||
          (source.kind === 'link' && source.path.toLowerCase() === `/${claim.value.slice(1)}`),
      )
    case 'email':
    case 'code':
      return sources.some((source) => source.kind === claim.kind && source.value === claim.value)
  }
}

/** Facts of one family may be mistaken for each other: prices for prices, durations for durations. */
export function familyOf(fact: Fact): string {
  if (fact.kind !== 'quantity') return fact.kind
  return fact.unit?.startsWith('price:') ? 'price' : `quantity:${fact.unit}`
}

function supportsQuantity(claim: QuantityFact, source: Fact, sources: readonly Fact[]): boolean {
  if (source.kind === 'time') {
    if (claim.unit === 'minutes') return source.minutes.some((minutes) => claim.base.includes(minutes))
    return claim.unit === null && source.minutes.some((minutes) => isHour(claim.raw, minutes))
  }
  if (source.kind === 'date') return claim.unit === null && isDateNumber(claim.raw, source)
  if (source.kind !== 'quantity') return false
  if (claim.unit === null) return meet(claim.raw, source.raw)
  // A bare number stands for anything, but not where the entry itself has a number of the very kind.
  if (source.unit === null) {
    return meet(claim.raw, source.raw) && !sources.some((other) => familyOf(other) === familyOf(claim))
  }
  return isSameUnit(claim.unit, source.unit) && meet(claim.base, source.base)
}

function isSameUnit(a: string, b: string): boolean {
  if (a === b) return true
  // “3 meses sin intereses” are three instalments.
  if ((a === 'times' && b === 'months') || (a === 'months' && b === 'times')) return true
  const isDollar = (unit: string) => unit === 'price:USD' || unit === 'price:peso'
  return (a === 'price:$' && isDollar(b)) || (b === 'price:$' && isDollar(a))
}

function supportsTime(minutes: readonly number[], source: Fact): boolean {
  if (source.kind === 'time') return meet(minutes, source.minutes)
  if (source.kind !== 'quantity') return false
  if (source.unit === 'minutes') return meet(minutes, source.base)
  return source.unit === null && minutes.some((one) => isHour(source.raw, one))
}

/** Whether a bare number can be this time of day: 6 may be 6:00 and 18:00. */
function isHour(numbers: readonly number[], minutes: number): boolean {
  return numbers.some((n) => n * 60 === minutes || (n <= 12 && ((n % 12) + 12) * 60 === minutes))
}

function isDateNumber(numbers: readonly number[], { day, year }: DateFact): boolean {
  return numbers.some((n) => n === day || n === year)
}

function supportsDate(claim: DateFact, sources: readonly DateFact[]): boolean {
  if (claim.relative !== null) return sources.some((source) => source.relative === claim.relative)
  if (claim.weekdays.length > 0) {
    const known = new Set(sources.flatMap((source) => source.weekdays))
    return claim.weekdays.every((day) => known.has(day))
  }
  return sources.some(
    (source) =>
      source.month === claim.month &&
      (claim.day === null || source.day === claim.day) &&
      (claim.year === null || source.year === claim.year),
  )
}

/** Country and area codes may be left out, and Brazil's country code put in front; any other digit counts. */
function supportsDigits(claim: string, source: Fact): boolean {
  const known =
    source.kind === 'digits' ? source.value : source.kind === 'link' ? source.path.replace(/\D/gu, '') : ''
  if (known.length < 8) return false
  const [a, b] = [claim.replace(/^0+/u, ''), known.replace(/^0+/u, '')]
  if (a === b || (a.length >= 8 && b.endsWith(a))) return true
  return (b.length === 10 || b.length === 11) && a === `55${b}`
}

function meet(a: readonly number[], b: readonly number[]): boolean {
  return a.some((value) => b.includes(value))
}

/**
 * Something checkable that a text states. Values are in one form however they were written: prices and counts as
 * numbers, durations in minutes, times of day in minutes after midnight.
 */
export type Fact =
  | QuantityFact
  | { readonly kind: 'time'; readonly minutes: readonly number[] }
  | DateFact
  /** Phones, and numbers of other things that are written in groups: their digits only. */
  | { readonly kind: 'digits'; readonly value: string }
  | { readonly kind: 'link'; readonly host: string; readonly path: string }
  /** E-mail addresses, handles, and codes such as VOLTA10, in small letters. */
  | { readonly kind: 'email' | 'handle' | 'code'; readonly value: string }

export interface QuantityFact {
  readonly kind: 'quantity'
  /** As written: several readings where “1.299” may be either. */
  readonly raw: readonly number[]
  /** In the unit's base: 2 kg are 2000 g. */
  readonly base: readonly number[]
  /** Null where the number stands alone. Prices are `price:` and a currency. */
  readonly unit: string | null
}

export interface DateFact {
  readonly kind: 'date'
  /** 1–12, null for days of the week and relative days. */
  readonly month: number | null
  readonly day: number | null
  readonly year: number | null
  /** 0 Monday – 6 Sunday. */
  readonly weekdays: readonly number[]
  readonly relative: 'today' | 'tomorrow' | null
}

/** What stands in a text where a fact was taken out, so that nothing is read twice. */
export const TAKEN = '\uFFFC'

/** Replaces each match by marks of the same length; `take` returns false to leave a match in. */
export function takeOut(
  text: string,
  pattern: RegExp,
  take: (match: RegExpMatchArray) => boolean | undefined,
): string {
  let out = ''
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index < at || take(match) === false) continue
    out += text.slice(at, match.index) + TAKEN.repeat(match[0].length)
    at = match.index + match[0].length
  }
  return out + text.slice(at)
}

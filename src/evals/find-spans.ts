import { findNames } from '../privacy/find-names.ts'
import { findPersonalData } from '../privacy/find-personal-data.ts'
import type { Span } from '../privacy/span.ts'

/** What redaction would hide in a text by itself, without a contact's name. */
export function findAll(text: string): Span[] {
  const found = findPersonalData(text)
  const isFree = (span: Span) => !found.some((other) => span.start < other.end && other.start < span.end)
  return [...found, ...findNames([text], null).in(text).filter(isFree)]
}

/** Whether every letter and digit of a span is found, as the same kind; punctuation at its edge tells nobody anything. */
export function isSpanFound(text: string, span: Span, found: readonly Span[]): boolean {
  const same = found.filter((other) => other.kind === span.kind)
  for (let at = span.start; at < span.end; at += 1) {
    if (!/[\p{L}\p{N}]/u.test(text[at]!)) continue
    if (!same.some((other) => other.start <= at && at < other.end)) return false
  }
  return true
}

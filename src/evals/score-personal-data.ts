import { findNames } from '../privacy/find-names.ts'
import { findPersonalData } from '../privacy/find-personal-data.ts'
import { KINDS, type Kind, type Span } from '../privacy/span.ts'
import type { PersonalRow } from './personal-row.ts'
import type { Share } from './score-shops.ts'

export interface KindScore {
  /** Marked spans of which every letter and digit is found, as the same kind. */
  readonly recall: Share
  /** Found spans that overlap a marked one of the same kind. */
  readonly precision: Share
}

/** A span of a text that was missed, or that is none. */
export interface PersonalMiss {
  readonly text: string
  readonly kind: Kind
  readonly value: string
  readonly fault: 'missed' | 'no such data'
}

export interface PersonalScores {
  readonly all: KindScore
  readonly byKind: ReadonlyMap<Kind, KindScore>
  readonly misses: readonly PersonalMiss[]
}

/** What redaction would hide in a text by itself, without a contact's name. */
export function findAll(text: string): Span[] {
  const found = findPersonalData(text)
  const isFree = (span: Span) => !found.some((other) => span.start < other.end && other.start < span.end)
  return [...found, ...findNames([text], null).in(text).filter(isFree)]
}

/** `kinds` are those that the rows mark; whatever else is found is not judged by them. */
export function scorePersonalData(
  rows: readonly Pick<PersonalRow, 'text' | 'spans'>[],
  kinds: readonly Kind[] = KINDS,
): PersonalScores {
  const counts = new Map<Kind, { hits: number; marked: number; right: number; found: number }>()
  const misses: PersonalMiss[] = []
  const count = (kind: Kind) => {
    const known = counts.get(kind) ?? { hits: 0, marked: 0, right: 0, found: 0 }
    counts.set(kind, known)
    return known
  }
  for (const { text, spans } of rows) {
    const found = findAll(text).filter((span) => kinds.includes(span.kind))
    const miss = (span: Span, fault: PersonalMiss['fault']) =>
      misses.push({ text, kind: span.kind, value: text.slice(span.start, span.end), fault })
    for (const span of spans) {
      const isHit = isCovered(
        text,
        span,
        found.filter((other) => other.kind === span.kind),
      )
      count(span.kind).marked += 1
      if (isHit) count(span.kind).hits += 1
      else miss(span, 'missed')
    }
    for (const span of found) {
      const isRight = spans.some((other) => other.kind === span.kind && overlaps(span, other))
      count(span.kind).found += 1
      if (isRight) count(span.kind).right += 1
      else miss(span, 'no such data')
    }
  }
  const byKind = new Map([...counts].map(([kind, c]) => [kind, toScore(c)] as const))
  const sum = { hits: 0, marked: 0, right: 0, found: 0 }
  for (const c of counts.values()) {
    for (const name of ['hits', 'marked', 'right', 'found'] as const) sum[name] += c[name]
  }
  return { all: toScore(sum), byKind, misses }
}

function toScore(c: { hits: number; marked: number; right: number; found: number }): KindScore {
  return { recall: { hits: c.hits, of: c.marked }, precision: { hits: c.right, of: c.found } }
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

/** Punctuation at the edge of a span tells nobody anything. */
function isCovered(text: string, span: Span, found: readonly Span[]): boolean {
  for (let at = span.start; at < span.end; at += 1) {
    if (!/[\p{L}\p{N}]/u.test(text[at]!)) continue
    if (!found.some((other) => other.start <= at && at < other.end)) return false
  }
  return true
}

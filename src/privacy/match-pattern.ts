import type { Finder, Kind } from './span.ts'

/** How much of the text in front of a match its check may read. */
const BEFORE = 32

/** A finder from a global pattern and a check on what it matched and on the characters in front of it. */
export function matchPattern(
  kind: Kind,
  pattern: RegExp,
  counts: (match: string, before: string) => boolean = () => true,
): Finder {
  return (text) => {
    const spans = []
    for (const match of text.matchAll(pattern)) {
      const start = match.index + match[0].length - match[0].trimStart().length
      const end = match.index + match[0].trimEnd().length
      if (counts(text.slice(start, end), text.slice(Math.max(0, start - BEFORE), start)))
        spans.push({ kind, start, end })
    }
    return spans
  }
}

/** Several finders as one. */
export function allOf(...finders: readonly Finder[]): Finder {
  return (text) => finders.flatMap((find) => find(text))
}

/** A number of an id right after the words that name it: `labelled('dni', '\\d{7,8}')`. */
export function labelled(label: string, number: string): RegExp {
  return new RegExp(
    `(?<=(?<![\\p{L}\\d])(?:${label})(?![\\p{L}\\d])[^\\p{L}\\d\\n]{0,6}(?:(?:é|es|is|eh|do|da|de|del|la|el|o|a|número|numero|number|nro|no|n[º°]|meu|mi|my|titular|empresa|cliente|ciudadan[ií]a|identidad|identidade)[^\\p{L}\\d\\n]{1,4}){0,4})${number}`,
    'giu',
  )
}

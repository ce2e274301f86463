import { normaliseText } from '../inference/normalise-text.ts'

const WORD = /[\p{L}\p{N}]+/gu
const PATTERN_WORD = /[\p{L}\p{N}*]+/gu

/** The words of a text with evasion undone: “GR4T1S!!” is `gratis`. */
export function readWords(text: string): string[] {
  return normaliseText(text).text.match(WORD) ?? []
}

/**
 * A pattern in the form in which it is stored and compared: words in order, `*` for any run of letters or digits within
 * one. No regular expression, so that no pattern can make matching slow. Null where nothing of it could match.
 */
export function foldPattern(pattern: string): string | null {
  // The star must survive the folding, which takes stars inside words for evasion.
  const parts = pattern.split('*').map((part) => normaliseText(part).text)
  const words = parts.join('*').match(PATTERN_WORD) ?? []
  const isUseful = words.length > 0 && words.every((word) => word.replaceAll('*', '').length >= 2)
  return isUseful ? words.map((word) => word.replace(/\*+/g, '*')).join(' ') : null
}

/** Whether a folded pattern stands in the words, one after the other. `known` holds the words for a quick no. */
export function matchesPattern(
  pattern: string,
  words: readonly string[],
  known: ReadonlySet<string>,
): boolean {
  const parts = pattern.split(' ')
  const first = parts[0]!
  if (!first.includes('*') && !known.has(first)) return false
  for (let at = 0; at + parts.length <= words.length; at += 1) {
    if (parts.every((part, i) => matchesWord(part, words[at + i]!))) return true
  }
  return false
}

/** Glob match by going back to the last star only: at most pattern × word steps. */
function matchesWord(pattern: string, word: string): boolean {
  let p = 0
  let star = -1
  let mark = 0
  for (let w = 0; w < word.length; ) {
    if (pattern[p] === '*') {
      star = p
      mark = w
      p += 1
    } else if (pattern[p] === word[w]) {
      p += 1
      w += 1
    } else if (star >= 0) {
      p = star + 1
      mark += 1
      w = mark
    } else return false
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}

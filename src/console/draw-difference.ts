import { html } from 'hono/html'
import type { Html } from './draw-page.ts'

/** Beyond it the table of common words grows too large: all that is not the same at both ends counts as changed. */
const MOST_WORDS = 400

/** Two texts as one, with the words marked that went and that came. */
export function drawDifference(before: string, after: string): Html {
  const [old, fresh] = [wordsOf(before), wordsOf(after)]
  let [head, tail] = [0, 0]
  const shorter = Math.min(old.length, fresh.length)
  while (head < shorter && old[head] === fresh[head]) head += 1
  while (tail < shorter - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1
  const gone = old.slice(head, old.length - tail)
  const came = fresh.slice(head, fresh.length - tail)
  const isLong = gone.length > MOST_WORDS || came.length > MOST_WORDS
  const middle = isLong ? [drawGone(gone), drawCame(came)] : drawMixed(gone, came)
  return html`${old.slice(0, head).join('')}${middle}${tail === 0 ? '' : old.slice(-tail).join('')}`
}

/** Each word with the blanks after it. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|^\s+/gu) ?? []
}

const drawGone = (words: readonly string[]) => (words.length === 0 ? '' : html`<del>${words.join('')}</del>`)
const drawCame = (words: readonly string[]) => (words.length === 0 ? '' : html`<ins>${words.join('')}</ins>`)

/** The words that both have in one order stand as they are, and between them what went and what came. */
function drawMixed(old: readonly string[], fresh: readonly string[]): (Html | string)[] {
  const common = countCommon(old, fresh)
  const parts: (Html | string)[] = []
  let [gone, came]: [string[], string[]] = [[], []]
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      parts.push(drawGone(gone), drawCame(came), old[i]!)
      ;[gone, came] = [[], []]
      i += 1
      j += 1
    } else if (j === fresh.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      gone.push(old[i]!)
      i += 1
    } else {
      came.push(fresh[j]!)
      j += 1
    }
  }
  return [...parts, drawGone(gone), drawCame(came)]
}

/** How many words the rests from each pair of places on have in common, in one order. */
function countCommon(old: readonly string[], fresh: readonly string[]): number[][] {
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      common[i]![j] =
        old[i] === fresh[j] ? 1 + common[i + 1]![j + 1]! : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  return common
}

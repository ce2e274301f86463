import { PHRASE_PLACES } from '../src/inference/embedded/analyse-text.ts'
import type { RankerInput } from '../src/inference/embedded/pair-features.ts'
import type { PhraseNumbers, RankerRows } from '../src/inference/embedded/score-candidates.ts'

/**
 * Places of the phrases that at least `leastLists` lists have, ascending. The other words share one row and the other pairs
 * another: what a phrase says that was never seen.
 */
export function choosePhrases(
  lists: readonly Pick<RankerInput, 'places'>[],
  leastLists: number,
): Uint32Array {
  const counts = new Uint32Array(PHRASE_PLACES)
  for (const { places } of lists) for (const place of new Set(places)) counts[place]! += 1
  return Uint32Array.from(counts.keys()).filter((place) => counts[place]! >= leastLists)
}

const PARTS = ['covered', 'elsewhere', 'missing'] as const

/**
 * Numbers of so many rows, all zero, and a function that moves them by one step of Adagrad (Duchi and others 2011) for one
 * list and the blame of each of its candidates. `prior` is the squared gradient that each number starts with: those of rare
 * phrases then move little.
 */
export function openPhrases(rowCount: number, prior: number) {
  const fill = (value: number) => new Float32Array(rowCount).fill(value)
  const numbers: PhraseNumbers = { covered: fill(0), elsewhere: fill(0), missing: fill(0) }
  const squares: PhraseNumbers = { covered: fill(prior), elsewhere: fill(prior), missing: fill(prior) }
  const learn = ({ rows, nearest, best }: RankerRows, pushes: Float64Array, rate: number) => {
    for (const [i, row] of rows.entries()) {
      const slopes = { covered: 0, elsewhere: 0, missing: 0 }
      for (const [candidate, push] of pushes.entries()) {
        const near = nearest[candidate * rows.length + i]!
        slopes.covered += push * near
        slopes.elsewhere += push * (best[i]! - near)
        slopes.missing += push * (1 - best[i]!)
      }
      for (const part of PARTS) {
        squares[part][row]! += slopes[part] ** 2
        numbers[part][row]! -= (rate * slopes[part]) / Math.sqrt(squares[part][row]!)
      }
    }
  }
  return { numbers, learn }
}

import { skeleton } from './split-rows.ts'

/** A sentence as written, with its slots open. */
interface Framed {
  readonly text: string
  readonly frame?: string
}

export interface Overlap {
  readonly skeletons: number
  /** Skeletons of the suites that a training row has too. */
  readonly shared: number
  readonly fiveGrams: number
  readonly sharedFiveGrams: number
}

/** How much of the held-out sentences stands in the training sentences, by whole skeletons and by five words in a row. */
export function measureOverlap(held: readonly Framed[], trained: readonly Framed[]): Overlap {
  const frames = (rows: readonly Framed[]) => new Set(rows.map((row) => skeleton(row.frame ?? row.text)))
  const [own, known] = [frames(held), frames(trained)]
  const knownGrams = new Set([...known].flatMap(fiveGrams))
  const grams = [...new Set([...own].flatMap(fiveGrams))]
  return {
    skeletons: own.size,
    shared: [...own].filter((frame) => frame.length >= 3 && known.has(frame)).length,
    fiveGrams: grams.length,
    sharedFiveGrams: grams.filter((gram) => knownGrams.has(gram)).length,
  }
}

function fiveGrams(plain: string): string[] {
  const words = plain.split(' ')
  return words.slice(4).map((_, i) => words.slice(i, i + 5).join(' '))
}

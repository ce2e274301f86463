import { auc } from './measure-scores.ts'

const SHARES = [0, 0.2, 0.35, 0.5, 0.75, 1]
const LEAST_OF_EACH = 8

/**
 * How much the network counts beside the linear score: the share with the best mean AUC over the validation sets that
 * have enough rows of both kinds, so that no large set decides alone.
 */
export function chooseShare(
  mix: (share: number) => readonly number[],
  truth: readonly number[],
  sets: readonly string[],
): number {
  const hasBoth = (part: readonly number[]) => {
    const hits = part.filter((i) => truth[i] === 1).length
    return hits >= LEAST_OF_EACH && part.length - hits >= LEAST_OF_EACH
  }
  const bySet = [...Map.groupBy(truth.keys(), (i) => sets[i]!).values()].filter(hasBoth)
  // The hits may all stand in a set of their own.
  const parts = bySet.length > 0 ? bySet : [[...truth.keys()]].filter(hasBoth)
  if (parts.length === 0) return 0
  const values = SHARES.map((share) => {
    const scores = mix(share)
    const found = parts.map((part) =>
      auc(
        part.map((i) => scores[i]!),
        part.map((i) => truth[i]!),
      ),
    )
    return found.reduce((sum, value) => sum + value, 0) / found.length
  })
  return SHARES[values.indexOf(Math.max(...values))]!
}

/** A set of more held-out rows than this counts as if it had this many: no source decides what a score means. */
const MOST_OF_A_SET = 600

/** How much each held-out row counts when a curve is fitted or a threshold is chosen, by the set that it is of. */
export function setWeights(sets: readonly string[]): number[] {
  const counts = new Map<string, number>()
  for (const set of sets) counts.set(set, (counts.get(set) ?? 0) + 1)
  return sets.map((set) => Math.min(1, MOST_OF_A_SET / counts.get(set)!))
}

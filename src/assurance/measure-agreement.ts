export interface Agreement {
  readonly cases: number
  readonly agreed: number
  /** Share on which both say the same; null without a case. */
  readonly observed: number | null
  /** Cohen's kappa: 1 is perfect, 0 what chance alone would give; null where chance alone agrees on everything. */
  readonly kappa: number | null
}

/** How far two raters agree (Cohen, Educational and Psychological Measurement 20, 1960), beyond chance. */
export function measureAgreement(pairs: readonly (readonly [string, string])[]): Agreement {
  const cases = pairs.length
  const agreed = pairs.filter(([one, other]) => one === other).length
  if (cases === 0) return { cases, agreed, observed: null, kappa: null }
  const observed = agreed / cases
  const answers = new Set(pairs.flat())
  const shareOf = (rater: 0 | 1, answer: string) =>
    pairs.filter((pair) => pair[rater] === answer).length / cases
  const expected = [...answers].reduce((sum, answer) => sum + shareOf(0, answer) * shareOf(1, answer), 0)
  return { cases, agreed, observed, kappa: expected >= 1 ? null : (observed - expected) / (1 - expected) }
}

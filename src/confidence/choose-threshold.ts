import { boundShare, tailOf } from './bound-share.ts'

/** A case whose answer somebody judged. */
export interface LabelledCase {
  readonly confidence: number
  readonly isRight: boolean
}

export type ThresholdChoice =
  | {
      readonly ok: true
      /** Cases at or above it were answered. */
      readonly threshold: number
      readonly answered: number
      readonly wrong: number
      /** The share of wrong answers that is exceeded with probability at most `delta`. */
      readonly bound: number
    }
  | {
      readonly ok: false
      readonly reason: 'too_few_cases' | 'too_many_wrong'
      /** Cases that are needed at least beside those given; null where more of them alone would not help. */
      readonly missing: number | null
    }

/** The chance that the rate is above the wanted risk all the same. */
export const DELTA = 0.05
/**
 * How much more is answered at each next step, in square roots of what was answered before: so much do chance runs of
 * errors weigh, at which smaller steps would stop.
 */
const STEP = 1.5

/**
 * The lowest confidence at which the share of wrong answers is at most `risk`, except with probability `delta`:
 * Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei, arXiv:2110.01052) with fixed sequence testing. From
 * the surest cases down, in steps set by counts alone, each step tests with the exact binomial tail that the rate is
 * above `risk`; the first step that cannot reject it ends the walk, so that all steps together err with `delta`.
 */
export function chooseThreshold(
  cases: readonly LabelledCase[],
  risk: number,
  delta: number = DELTA,
): ThresholdChoice {
  const fewest = fewestCases(0, risk, delta)
  if (cases.length < fewest) return { ok: false, reason: 'too_few_cases', missing: fewest - cases.length }
  const sorted = [...cases].sort((a, b) => b.confidence - a.confidence)
  const wrongUpTo = [0]
  for (const { isRight } of sorted) wrongUpTo.push(wrongUpTo.at(-1)! + (isRight ? 0 : 1))
  let chosen: ThresholdChoice = { ok: false, reason: 'too_many_wrong', missing: null }
  for (const answered of listSteps(sorted, fewestCases(1, risk, delta), fewest)) {
    const wrong = wrongUpTo[answered]!
    if (tailOf(wrong, answered, risk) > delta) break
    const threshold = sorted[answered - 1]!.confidence
    chosen = { ok: true, threshold, answered, wrong, bound: boundShare(wrong, answered, delta) }
  }
  return chosen
}

/** The fewest answers of which `wrong` may be wrong and the rate still is shown to be at most `risk`. */
export function fewestCases(wrong: number, risk: number, delta: number = DELTA): number {
  let n = wrong + 1
  while (tailOf(wrong, n, risk) > delta) n += 1
  return n
}

/** Counts of answers to test, smallest first. Cases of one confidence are answered together. */
function listSteps(sorted: readonly LabelledCase[], first: number, fewest: number): number[] {
  const steps: number[] = []
  let wanted = sorted.length >= first ? first : fewest
  while (wanted <= sorted.length) {
    let answered = wanted
    while (sorted[answered]?.confidence === sorted[answered - 1]!.confidence) answered += 1
    steps.push(answered)
    wanted = answered + Math.ceil(STEP * Math.sqrt(answered))
  }
  return steps
}

import type { Surface } from '../../domain/assessment.ts'
import type { LanguageTag } from '../../domain/language.ts'

/** A monotone curve from log-odds to probability: straight lines between points, flat outside. */
export interface Curve {
  readonly scores: readonly number[]
  readonly probabilities: readonly number[]
}

/** The curve of a language on a surface, of the language, or of all: the first that there is. */
export function pickCurve(
  curves: Readonly<Record<string, Curve>>,
  language: LanguageTag,
  surface: Surface,
): Curve {
  return curves[`${language} ${surface}`] ?? curves[language] ?? curves.all!
}

/** The probability that a curve gives a raw score, 0.0005–0.9995: no model is certain. */
export function applyCurve({ scores, probabilities }: Curve, score: number): number {
  const last = scores.length - 1
  if (score <= scores[0]!) return bound(probabilities[0]!)
  if (score >= scores[last]!) return bound(probabilities[last]!)
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (scores[middle]! <= score) low = middle
    else high = middle
  }
  const part = (score - scores[low]!) / (scores[high]! - scores[low]!)
  return bound(probabilities[low]! + part * (probabilities[high]! - probabilities[low]!))
}

const bound = (p: number) => Math.min(0.9995, Math.max(0.0005, p))

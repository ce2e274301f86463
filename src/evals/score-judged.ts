import type { Judged } from './result.ts'

/** Scores of a draft from what a model said of it; what cannot be said is absent. */
export function scoreJudged(judged: Judged | null): Readonly<Record<string, number | undefined>> {
  if (judged === null) return {}
  const { judgings, failures } = judged
  return {
    judged: judgings.length / (judgings.length + failures.length),
    judged_supported: meanOf(judgings.flatMap(({ verdicts }) => supportedOf(verdicts) ?? [])),
    judged_answers: meanOf(judgings.map(({ answers }) => Number(answers))),
    judge_agreement: agreementOf(judgings),
  }
}

/** The share of claims that the passages hold; null where nothing is claimed. */
function supportedOf(verdicts: Judged['judgings'][number]['verdicts']): number | null {
  const claims = verdicts.filter((verdict) => verdict !== 'no_claim')
  if (claims.length === 0) return null
  return claims.filter((verdict) => verdict === 'supported').length / claims.length
}

/**
 * The share of pairs of judgings that say the same, over the claims and the answer to the question: what Fleiss calls the
 * observed agreement (Psychological Bulletin 76, 1971). Absent where there are no two.
 */
function agreementOf(judgings: Judged['judgings']): number | undefined {
  const said = judgings.map(({ verdicts, answers }) => [...verdicts, answers])
  const pairs = said.flatMap((one, i) => said.slice(i + 1).map((other) => [one, other] as const))
  return meanOf(pairs.flatMap(([one, other]) => one.map((verdict, at) => Number(verdict === other[at]))))
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

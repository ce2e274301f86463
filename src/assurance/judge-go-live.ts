import { boundShare, boundShareBelow } from '../confidence/bound-share.ts'
import { chooseThreshold, DELTA, fewestCases, type LabelledCase } from '../confidence/choose-threshold.ts'

/** Fewer judged answers of a channel say too little of it, whatever the bound. */
export const LEAST_CASES = 100
/** What is promised where nobody chose a `max_error`: that of the models' own threshold. */
export const DEFAULT_PROMISE = 0.05
/** Judged answers before the promise may be called broken. */
export const LEAST_REVIEWED = 100

export interface Lack {
  readonly code: 'too_few_cases' | 'risk_not_shown'
  readonly detail: string
}

export interface GoLiveJudgement {
  readonly isMet: boolean
  readonly lacking: readonly Lack[]
  readonly cases: number
  /** Cases that are needed at least. */
  readonly needed: number
  /** From which confidence on the channel may answer by itself; null where the gate is not met. */
  readonly threshold: number | null
  readonly answered: number | null
  readonly wrong: number | null
  /** Upper 95% limit of the share of wrong answers at the threshold. */
  readonly bound: number | null
  /** Share of the cases that would have been answered. */
  readonly coverage: number | null
}

/**
 * Whether judged answers of a channel show that, from some confidence on, at most the share `promise` of them is wrong:
 * enough of them, and the bound of src/confidence/choose-threshold.ts, which errs in at most 5% of channels.
 */
export function judgeGoLive(cases: readonly LabelledCase[], promise: number): GoLiveJudgement {
  const needed = Math.max(LEAST_CASES, fewestCases(0, promise))
  const nothing = { threshold: null, answered: null, wrong: null, bound: null, coverage: null }
  const base = { cases: cases.length, needed }
  const refuse = (code: Lack['code'], detail: string): GoLiveJudgement => ({
    ...{ ...base, ...nothing, isMet: false },
    lacking: [{ code, detail }],
  })
  if (cases.length < needed) {
    const missing = needed - cases.length
    return refuse('too_few_cases', `${missing} more judged answers of this channel are needed, of ${needed}`)
  }
  const choice = chooseThreshold(cases, promise)
  if (!choice.ok) {
    const wrong = cases.filter(({ isRight }) => !isRight).length
    return refuse(
      'risk_not_shown',
      `${wrong} of ${cases.length} judged answers were wrong: from no confidence on is it shown that at most ${promise * 100}% are`,
    )
  }
  const { threshold, answered, wrong, bound } = choice
  return {
    ...base,
    isMet: true,
    lacking: [],
    ...{ threshold, answered, wrong, bound },
    coverage: answered / cases.length,
  }
}

export interface LiveJudgement {
  readonly reviewed: number
  readonly wrong: number
  readonly lower: number
  readonly upper: number
  /** The promise is broken: the channel falls back to drafts. */
  readonly isBroken: boolean
}

/** Whether what was sent and judged by lot shows, by the lower 95% limit of its share of errors, that the promise is broken. */
export function judgeLive(reviewed: number, wrong: number, promise: number): LiveJudgement {
  const lower = boundShareBelow(wrong, reviewed, DELTA)
  const upper = boundShare(wrong, reviewed, DELTA)
  return { reviewed, wrong, lower, upper, isBroken: reviewed >= LEAST_REVIEWED && lower > promise }
}

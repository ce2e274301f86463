import { describe, expect, test } from 'vitest'
import { DELTA, type LabelledCase } from '../confidence/choose-threshold.ts'
import { judgeGoLive, judgeLive } from './judge-go-live.ts'

const PROMISE = 0.05

const cases = (n: number, wrong = 0): LabelledCase[] =>
  Array.from({ length: n }, (_, i) => ({ confidence: 1 - i / (n + 1), isRight: i < n - wrong }))

describe('the gate', () => {
  test('refuses a channel with too few judged answers, and says how many are missing', () => {
    expect(judgeGoLive(cases(70), PROMISE)).toMatchObject({
      isMet: false,
      lacking: [{ code: 'too_few_cases', detail: expect.stringContaining('30 more') }],
      needed: 100,
      threshold: null,
    })
    // A stricter promise takes more cases to show.
    expect(judgeGoLive(cases(200), 0.01)).toMatchObject({ isMet: false, needed: 299 })
  })

  test('refuses one whose surest answers are wrong too often', () => {
    const bad = cases(300).map((each, i) => ({ ...each, isRight: i % 8 !== 0 }))
    expect(judgeGoLive(bad, PROMISE)).toMatchObject({
      isMet: false,
      lacking: [{ code: 'risk_not_shown', detail: expect.stringContaining('38 of 300') }],
    })
  })

  test('admits one that shows it, from the confidence on at which it does', () => {
    const found = judgeGoLive(cases(300, 60), PROMISE)
    expect(found).toMatchObject({ isMet: true, lacking: [], cases: 300 })
    expect(found.bound!).toBeLessThanOrEqual(PROMISE)
    expect(found.coverage!).toBeGreaterThan(0.7)
    expect(found.coverage!).toBeLessThan(0.9)
  })
})

describe('the fall-back', () => {
  test('needs a hundred judged answers, however bad they are', () => {
    expect(judgeLive(99, 50, PROMISE).isBroken).toBe(false)
    expect(judgeLive(100, 50, PROMISE).isBroken).toBe(true)
  })

  test('needs the lower limit above the promise: 9 of 100 may be chance, 10 of 100 are not', () => {
    expect(judgeLive(100, 9, PROMISE)).toMatchObject({ isBroken: false })
    expect(judgeLive(100, 10, PROMISE)).toMatchObject({ isBroken: true })
    // From the table of Clopper and Pearson: 5 of 100, one-sided 95%.
    expect(judgeLive(100, 5, PROMISE).lower).toBeCloseTo(0.0199, 3)
  })
})

/** A shop of which the truth is known: how confident its answers are, and how often one of a confidence is right. */
interface World {
  readonly isRight: (confidence: number) => number
  /** The surer, the more answers there are near 1. */
  readonly skew: number
}

const WORLDS: readonly World[] = [
  // Calibrated: what is 90% sure is right in 90%.
  { isRight: (c) => c, skew: 6 },
  // Overconfident.
  { isRight: (c) => c - 0.15 * (1 - c) - 0.02, skew: 4 },
  // Wrong a little more often than promised, however sure: nothing of it may go out.
  { isRight: () => 1 - PROMISE - 0.005, skew: 3 },
  // Good, but for some answers that are sure and wrong.
  { isRight: (c) => (c > 0.97 ? 0.9 : 0.995), skew: 5 },
  { isRight: () => 0.99, skew: 2 },
]

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const confidenceAt = (world: World, u: number) => 1 - (1 - u) ** world.skew * 0.6

/** The share of answers at or above a threshold that are wrong, and how many are: by the truth, not by lot. */
function truthOf(world: World, threshold: number): { error: number; coverage: number } {
  const grid = Array.from({ length: 20_000 }, (_, i) => confidenceAt(world, (i + 0.5) / 20_000))
  const sent = grid.filter((confidence) => confidence >= threshold)
  const error = sent.reduce((sum, confidence) => sum + 1 - world.isRight(confidence), 0) / sent.length
  return { error, coverage: sent.length / grid.length }
}

test('over 200 simulated months the promise is broken in no more than 5%, and much is answered all the same', () => {
  const months = 200
  const random = seeded(20_260_301)
  const draw = (world: World): LabelledCase => {
    const confidence = confidenceAt(world, random())
    return { confidence, isRight: random() < world.isRight(confidence) }
  }
  let admitted = 0
  let broken = 0
  const coverages: number[] = []
  for (let month = 0; month < months; month += 1) {
    const world = WORLDS[month % WORLDS.length]!
    const labelled = Array.from({ length: 100 + Math.floor(random() * 500) }, () => draw(world))
    const { threshold } = judgeGoLive(labelled, PROMISE)
    if (threshold === null) continue
    admitted += 1
    const truth = truthOf(world, threshold)
    coverages.push(truth.coverage)
    if (truth.error > PROMISE) broken += 1
  }
  const coverage = coverages.reduce((sum, each) => sum + each, 0) / admitted
  expect({ broken: broken / months, admitted, coverage }).toEqual({
    broken: expect.toSatisfy((share: number) => share <= DELTA),
    admitted: expect.toSatisfy((n: number) => n > 0.4 * months),
    coverage: expect.toSatisfy((share: number) => share > 0.4),
  })
})

test('a channel that keeps its promise seldom falls back, one that breaks it threefold does', () => {
  const random = seeded(7)
  const fallsBack = (error: number) => judgeLive(200, draws(200, error), PROMISE).isBroken
  const draws = (n: number, share: number) => Array.from({ length: n }).filter(() => random() < share).length
  const shareOf = (error: number) => Array.from({ length: 200 }).filter(() => fallsBack(error)).length / 200
  expect(shareOf(PROMISE)).toBeLessThanOrEqual(0.08)
  expect(shareOf(PROMISE * 3)).toBeGreaterThan(0.95)
})

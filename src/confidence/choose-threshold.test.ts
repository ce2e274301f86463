import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseThreshold, fewestCases, type LabelledCase } from './choose-threshold.ts'

/** `n` cases from sure to unsure; those at the given places are wrong. */
const cases = (n: number, wrong: readonly number[] = []): LabelledCase[] =>
  Array.from({ length: n }, (_, i) => ({ confidence: 1 - i / (n + 1), isRight: !wrong.includes(i) }))

describe('chooseThreshold', () => {
  test('needs 59 cases without an error to show 5%, and 93 with one', () => {
    expect(fewestCases(0, 0.05)).toBe(59)
    expect(fewestCases(1, 0.05)).toBe(93)
  })

  test('says how many cases are missing where they are too few', () => {
    expect(chooseThreshold(cases(40), 0.05)).toEqual({ ok: false, reason: 'too_few_cases', missing: 19 })
    expect(chooseThreshold([], 0.05)).toEqual({ ok: false, reason: 'too_few_cases', missing: 59 })
  })

  test('answers all where nothing was wrong', () => {
    const choice = chooseThreshold(cases(93), 0.05)
    expect(choice).toMatchObject({ ok: true, answered: 93, wrong: 0 })
  })

  test('stops above the cases that are wrong too often', () => {
    const wrong = Array.from({ length: 100 }, (_, i) => 200 + i)
    const choice = chooseThreshold(cases(300, wrong), 0.05)
    expect(choice.ok && choice.answered).toBeGreaterThan(100)
    expect(choice.ok && choice.answered).toBeLessThan(230)
    expect(choice.ok && choice.bound).toBeLessThanOrEqual(0.05)
  })

  test('promises nothing where the surest cases are wrong', () => {
    const choice = chooseThreshold(cases(300, [0, 1, 2, 3, 4, 5]), 0.05)
    expect(choice).toEqual({ ok: false, reason: 'too_many_wrong', missing: null })
  })

  test('answers cases of one confidence together or not at all', () => {
    const same = Array.from({ length: 300 }, (_, i) => ({ confidence: 0.9, isRight: i > 100 }))
    expect(chooseThreshold(same, 0.05)).toMatchObject({ ok: false, reason: 'too_many_wrong' })
  })

  test('a chosen threshold keeps its bound on its own cases, in whatever order they come', () => {
    const one = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 60, maxLength: 200 }),
        fc.constantFrom(0.05, 0.2),
        (all, risk) => {
          const choice = chooseThreshold(all, risk)
          expect(chooseThreshold([...all].reverse(), risk)).toEqual(choice)
          if (!choice.ok) return
          const sent = all.filter(({ confidence }) => confidence >= choice.threshold)
          expect(sent).toHaveLength(choice.answered)
          expect(sent.filter(({ isRight }) => !isRight)).toHaveLength(choice.wrong)
          expect(choice.bound).toBeLessThanOrEqual(risk + 1e-9)
        },
      ),
    )
  })

  test('the promised rate is broken in at most 5% of draws', () => {
    // Errors come at exactly the rate that must not be shown to be kept, at every confidence.
    let seed = 1
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed / 2_147_483_648
    }
    const draws = 400
    let broken = 0
    for (let draw = 0; draw < draws; draw += 1) {
      const all = Array.from({ length: 300 }, () => ({ confidence: random(), isRight: random() >= 0.1 }))
      if (chooseThreshold(all, 0.1).ok) broken += 1
    }
    expect(broken / draws).toBeLessThan(0.08)
  })
})

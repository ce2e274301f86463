import { describe, expect, test } from 'vitest'
import { makeCascade, type Opinion } from './cascade-classifier.ts'
import type { ModelLabel, TextClassifier } from './text-classifier.ts'

const SURE: Record<ModelLabel, number> = {
  spam: 0.01,
  hate: 0.01,
  personal: 0.01,
  courtesy: 0.01,
  danger: 0.01,
  toxic: 0.4,
}

function classifierOf(scores: Partial<Record<ModelLabel, number>>): TextClassifier {
  const half = Object.fromEntries(Object.keys(SURE).map((label) => [label, 0.5]))
  return {
    id: 'first',
    thresholds: half as Record<ModelLabel, number>,
    classify: async (inputs) => inputs.map(() => ({ scores: { ...SURE, ...scores }, evidence: [] })),
  }
}

async function classify(first: TextClassifier, opinion: Opinion | null) {
  let asked = 0
  const ask = async () => {
    asked += 1
    return opinion
  }
  const [output] = await makeCascade(first, { id: 'second', ask }).classify([
    { text: 'x', language: 'pt', surface: 'dm' },
  ])
  return { scores: output!.scores, asked }
}

describe('a cascade', () => {
  test('asks nobody about scores that are far from their thresholds', async () => {
    expect(await classify(classifierOf({ spam: 0.9 }), { spam: false })).toEqual({
      scores: { ...SURE, spam: 0.9 },
      asked: 0,
    })
  })

  test('is carried past the threshold by either answer, and is certain of neither', async () => {
    const yes = await classify(classifierOf({ spam: 0.3 }), { spam: true })
    // Odds of 3/7, times 18.
    expect(yes.scores.spam).toBeCloseTo(54 / 61)
    const no = await classify(classifierOf({ spam: 0.7 }), { spam: false })
    // Odds of 7/3, times 2/19.
    expect(no.scores.spam).toBeCloseTo(14 / 71)
  })

  test('leaves a score that is sure, and one that the other says nothing of', async () => {
    const { scores } = await classify(classifierOf({ spam: 0.45, hate: 0.95, danger: 0.4 }), {
      spam: true,
      hate: false,
    })
    expect(scores).toMatchObject({ hate: 0.95, danger: 0.4 })
  })

  test('is the first alone where there is no opinion', async () => {
    expect(await classify(classifierOf({ spam: 0.45 }), null)).toEqual({
      scores: { ...SURE, spam: 0.45 },
      asked: 1,
    })
  })
})

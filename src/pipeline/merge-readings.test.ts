import { expect, test } from 'vitest'
import type { Passage } from '../domain/passage.ts'
import { mergeReadings } from './merge-readings.ts'

const found = (id: string, confidence: number): Passage => ({
  entry: { id, external_id: id, question: id, answer: id, language: 'pt', version: 1 },
  score: confidence,
  confidence,
  matched_by: ['text'],
})
const NONE = { alone: [found('hours', 0.4)], inThread: null, narrow: null, isFollowUp: false }
const top = (readings: Partial<typeof NONE> & object) => {
  const [best] = mergeReadings({ ...NONE, ...readings } as never, 0.5)
  return `${best!.entry.id} ${best!.confidence}`
}

test('a narrow reading that agrees makes the finding surer', () => {
  expect(top({ narrow: [found('hours', 0.9)] as never })).toBe('hours 0.9')
})

test('a narrow reading that finds something else changes nothing', () => {
  expect(top({ narrow: [found('pets', 0.99)] as never })).toBe('hours 0.4')
})

test('a follow-up is read with its thread', () => {
  expect(
    top({ alone: [found('pets', 0.9)], inThread: [found('holidays', 0.6)] as never, isFollowUp: true }),
  ).toBe('holidays 0.6')
})

test('a short question is read with its thread only where it finds nothing by itself', () => {
  expect(top({ inThread: [found('holidays', 0.8)] as never })).toBe('holidays 0.8')
  expect(top({ alone: [found('pix', 0.7)], inThread: [found('holidays', 0.8)] as never })).toBe('pix 0.7')
})

import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import type { Group } from './retrieval-data.ts'
import { learnByProxies } from './retrieval-proxies.ts'
import { dotAt, encodeText, forward, type LearningTable, makeTable } from './retrieval-vectors.ts'

const group = (id: string, texts: readonly string[], lookAlikes: readonly string[] = []): Group => {
  const inEnglish = (text: string) => ({ text, language: 'en' as const })
  return { id, texts: texts.map(inEnglish), lookAlikes: lookAlikes.map(inEnglish) }
}
const GROUPS = [
  group('hours', ['open today until late', 'opening hours today', 'late opening today'], ['open jobs today']),
  group('jobs', ['apply for work here', 'jobs apply here', 'work here jobs']),
  group('pets', ['bring my dog inside', 'dog allowed inside', 'bring my dog']),
]

function learn(epochs: number): LearningTable {
  const texts = GROUPS.flatMap(({ texts, lookAlikes }) => [...texts, ...lookAlikes])
  const table = makeTable(
    texts.map(({ text }) => [text, 2] as const),
    { dimensions: 16, rows: 400, seed: 1 },
  )
  const options = { temperature: 0.1, rate: 0.07, epochs, onStep: () => undefined }
  learnByProxies(table, GROUPS, (text) => text, options, makeRandom(1))
  return table
}

function likeness(table: LearningTable, one: string, other: string): number {
  const [a, b] = [new Float32Array(16), new Float32Array(16)]
  forward(table, encodeText(table, one), a, 0)
  forward(table, encodeText(table, other), b, 0)
  return dotAt(a, 0, b, 0, 16)
}

test('texts of one group come nearer each other than those of another', () => {
  const table = learn(40)
  expect(likeness(table, 'opening hours today', 'open until late')).toBeGreaterThan(0.7)
  expect(likeness(table, 'opening hours today', 'work here')).toBeLessThan(0.3)
})

test('a look-alike is pushed away from the group whose words it has', () => {
  const before = likeness(learn(0), 'open jobs today', 'late opening today')
  expect(likeness(learn(40), 'open jobs today', 'late opening today')).toBeLessThan(before)
})

import { expect, test } from 'vitest'
import type { Group, PublicSets } from './retrieval-data.ts'
import type { Teacher } from './retrieval-teacher.ts'
import { toEmbedder } from './train-embedder.ts'
import { trainMeaning } from './train-meaning.ts'

const AXES: Record<string, number> = { brake: 0, bread: 1, dress: 2 }
const axis = (text: string) => {
  const at = AXES[text]
  return at === undefined ? null : Float32Array.from({ length: 4 }, (_, k) => (k === at ? 1 : 0))
}
const teacher: Teacher = { dimensions: 4, words: Object.keys(AXES), embed: axis, embedWord: axis }

const line = (pt: string, es: string, en: string): Group => ({
  id: en,
  texts: [
    { text: pt, language: 'pt' },
    { text: es, language: 'es' },
    { text: en, language: 'en' },
  ],
  lookAlikes: [],
})
const sets: PublicSets = {
  labelled: [],
  parallel: Array.from({ length: 40 }, () => [
    line('freio', 'freno', 'brake'),
    line('pão', 'pan', 'bread'),
    line('vestido', 'vestido', 'dress'),
    line('vestidinho', 'vestidito', 'dress'),
  ]).flat(),
  answered: [],
  concepts: [],
  words: [],
}

test('words of other languages come to mean what their English does, and unknown ones what their letters say', () => {
  const meaning = trainMeaning([], sets, teacher)
  const embedder = toEmbedder(meaning, meaning)
  const near = (a: string, b: string) => {
    const [one, other] = [a, b].map((text) => embedder.embedOne(text).subarray(embedder.meaningAt))
    return one!.reduce((sum, x, k) => sum + x * other![k]!, 0)
  }
  expect(near('freno', 'brake')).toBeGreaterThan(near('freno', 'bread') + 0.1)
  expect(near('pão', 'bread')).toBeGreaterThan(near('pão', 'dress') + 0.1)
  expect(near('vestidos', 'dress')).toBeGreaterThan(near('vestidos', 'brake') + 0.1)
})

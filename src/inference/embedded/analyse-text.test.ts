import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAnalyser, PHRASE_PLACES, WORD_PLACES } from './analyse-text.ts'
import { loadEmbedder } from './embed-text.ts'

const MODELS = join(import.meta.dirname, '..', '..', '..', 'models')
const { files } = JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8'))
const analyse = makeAnalyser(loadEmbedder(MODELS, files['embedder.bin']), { of: () => 1 })
const placesOf = (text: string) => analyse(text, 'pt').pairs.map(({ place }) => place)

test('pairs are of neighbouring words in their order, and one that comes again counts once', () => {
  expect(placesOf('quero cancelar')).toHaveLength(1)
  expect(placesOf('quero cancelar')).not.toEqual(placesOf('cancelar quero'))
  expect(placesOf('quero cancelar, quero cancelar')).toHaveLength(2)
  expect(placesOf('quero')).toEqual([])
  expect(placesOf('')).toEqual([])
})

test('a pair names its words also after one of them came before', () => {
  const { words, pairs } = analyse('quero um bolo, quero agora', 'pt')
  expect(words).toHaveLength(4)
  expect(pairs.map(({ left, right }) => [left, right])).toEqual([
    [0, 1],
    [1, 2],
    [2, 0],
    [0, 3],
  ])
  for (const { place } of pairs)
    expect(place).toSatisfy((at: number) => at >= WORD_PLACES && at < PHRASE_PLACES)
})

import { expect, test } from 'vitest'
import { drawMarked } from './draw-marked.ts'

test('spans are marked in order, and whatever they hold stays text', async () => {
  const drawn = await drawMarked('a <b> c', [
    { start: 2, end: 5 },
    { start: 0, end: 1 },
  ])
  expect(String(drawn)).toBe('<mark>a</mark> <mark>&lt;b&gt;</mark> c')
})

test('a span that overlaps or lies outside is left out', async () => {
  const drawn = await drawMarked('abcdef', [
    { start: 0, end: 3 },
    { start: 2, end: 4 },
    { start: 5, end: 99 },
  ])
  expect(String(drawn)).toBe('<mark>abc</mark>def')
})

import { expect, test } from 'vitest'
import { findNearWords } from './find-near-words.ts'

const word = (key: string, degrees: number) => {
  const angle = (degrees * Math.PI) / 180
  return { key, vector: new Float32Array([Math.cos(angle), Math.sin(angle)]) }
}

test('words are near by their vectors, and as forms of one word whatever their vectors say', async () => {
  const near = await findNearWords([
    word('doar', 0),
    word('ofere', 50),
    word('sitte', 180),
    word('sitti', 270),
  ])
  expect(near.get('doar')).toEqual([
    { key: 'ofere', closeness: expect.closeTo(Math.cos((50 * Math.PI) / 180), 5) },
  ])
  expect(near.get('sitte')).toEqual([{ key: 'sitti', closeness: 1 }])
})

test('short words are no forms of longer ones that begin like them', async () => {
  const near = await findNearWords([word('gat', 0), word('gator', 180)])
  expect(near.get('gat')).toEqual([])
})

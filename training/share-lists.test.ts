import { expect, test } from 'vitest'
import { shareLists } from './share-lists.ts'

test('lists keep their numbers in memory that threads share, empty ones too', () => {
  const list = (values: readonly number[]) => ({
    features: Float32Array.from(values),
    nearest: Float32Array.from(values, (x) => -x),
    best: new Float32Array(),
    rows: new Uint32Array(),
    right: -1,
  })
  const shared = shareLists([list([1, 2]), list([]), list([3])])
  expect(shared.map(({ features }) => [...features])).toEqual([[1, 2], [], [3]])
  expect(shared.map(({ nearest }) => [...nearest])).toEqual([[-1, -2], [], [-3]])
  expect(shared.every(({ features }) => features.buffer === shared[0]!.features.buffer)).toBe(true)
  expect(shared[0]!.features.buffer).toBeInstanceOf(SharedArrayBuffer)
})

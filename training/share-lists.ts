import type { LearnedList } from './list-shop.ts'

/** The lists with what is large of them in memory that all threads share, so that none gets a copy of it. */
export function shareLists(lists: readonly LearnedList[]): LearnedList[] {
  const features = share(lists.map((list) => list.features))
  const nearest = share(lists.map((list) => list.nearest))
  return lists.map((list, i) => ({ ...list, features: features[i]!, nearest: nearest[i]! }))
}

function share(arrays: readonly Float32Array[]): Float32Array[] {
  const size = arrays.reduce((sum, { length }) => sum + length, 0)
  const shared = new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT)
  let at = 0
  return arrays.map((array) => {
    const own = new Float32Array(shared, at, array.length)
    own.set(array)
    at += array.byteLength
    return own
  })
}

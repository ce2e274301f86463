/** FNV-1a over UTF-16 units, one unit at a time: `hashUnit(hashUnit(HASH_START, a), b)`. */
export const HASH_START = 0x811c9dc5 | 0

export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193)
}

export function hashText(text: string): number {
  let hash = HASH_START
  for (let i = 0; i < text.length; i += 1) hash = hashUnit(hash, text.charCodeAt(i))
  return hash
}

/** Joins two hashes so that the order matters and every bit of both reaches every bit of the result. */
export function mixHash(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b + 0x9e3779b9, 0x297a2d39)
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)
  return hash ^ (hash >>> 16)
}

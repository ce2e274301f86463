import { findLinks } from './find-links.ts'
import { readWords } from './match-pattern.ts'

const BANDS = 6
const ROWS = 3
const SHINGLE = 5
/** More of a text adds nothing to what it is alike to. */
const LONGEST = 600
const MENTION = /@[\p{L}\p{N}_.]{1,40}/gu

export interface TextSignature {
  /** Two texts that are nearly the same share at least one of these; see `signText`. */
  readonly bands: readonly number[]
  readonly wordCount: number
  readonly length: number
}

/**
 * MinHash over runs of five letters, in six bands of three: two texts that share 85% of their runs share a band 99 times
 * of 100, and two that share 20% do 5 times of 100. Mentions, emoji, links and the digits of a number do not count.
 */
export function signText(text: string): TextSignature {
  const words = readWords(withoutLinks(text).replace(MENTION, ' '))
  const plain = words.join(' ').replace(/\d+/g, '0').slice(0, LONGEST)
  const lowest = new Uint32Array(BANDS * ROWS).fill(0xffffffff)
  for (let at = 0; at === 0 || at + SHINGLE <= plain.length; at += 1) {
    const shingle = hashText(plain.slice(at, at + SHINGLE), 0x811c9dc5)
    for (let i = 0; i < lowest.length; i += 1) {
      const mixed = mix(shingle ^ Math.imul(i + 1, 0x9e3779b1))
      if (mixed < lowest[i]!) lowest[i] = mixed
    }
  }
  const bands = Array.from({ length: BANDS }, (_, band) =>
    keyOf(`band${band}`, lowest.subarray(band * ROWS, (band + 1) * ROWS).join(',')),
  )
  return { bands, wordCount: words.length, length: plain.length }
}

/** A key of 52 bits for a name of a kind. */
export function keyOf(kind: string, name: string): number {
  const text = `${kind}:${name}`
  return (hashText(text, 0x811c9dc5) & 0xfffff) * 2 ** 32 + mix(hashText(text, 0x01000193))
}

function withoutLinks(text: string): string {
  // Most texts have none, and looking for them costs more than looking for a dot.
  if (!text.includes('.')) return text
  return findLinks(text).reduce((rest, link) => rest.replaceAll(link.written, ' '), text)
}

function hashText(text: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

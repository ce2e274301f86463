import { classBit, type Item } from './find-classes.ts'
import { HASH_START, hashText, hashUnit, mixHash } from './hash.ts'

/** Families of features; each is weighed as a whole, so that a long text does not outweigh a short one. */
export const FAMILIES = ['words', 'letters', 'classes', 'shape'] as const
export const WORDS = 0
export const LETTERS = 1
export const CLASSES = 2
export const SHAPE = 3

/** Hashed features of one stretch of items, each with its family and the items that it covers. */
export class FeatureList {
  length = 0
  hashes = new Int32Array(1024)
  families = new Uint8Array(1024)
  first = new Uint16Array(1024)
  last = new Uint16Array(1024)

  clear(): void {
    this.length = 0
  }

  push(hash: number, family: number, first: number, last: number): void {
    if (this.length === this.hashes.length) this.#grow()
    this.hashes[this.length] = hash
    this.families[this.length] = family
    this.first[this.length] = first
    this.last[this.length] = last
    this.length += 1
  }

  #grow(): void {
    const wider = <T extends Int32Array | Uint8Array | Uint16Array>(old: T, next: T): T => {
      next.set(old)
      return next
    }
    const size = this.length * 2
    this.hashes = wider(this.hashes, new Int32Array(size))
    this.families = wider(this.families, new Uint8Array(size))
    this.first = wider(this.first, new Uint16Array(size))
    this.last = wider(this.last, new Uint16Array(size))
  }
}

/** What the features of a stretch are made from. `breaks[i]`: a sentence begins at item i; `quoted[i]`: inside quotes. */
export interface Stretch {
  readonly items: readonly Item[]
  readonly breaks: Uint8Array
  readonly quoted: Uint8Array
  /** Names of telling forms: has a link, all capitals, how long. */
  readonly shape: readonly string[]
}

/** Replaces what `list` holds by the features of items `from` (included) to `to` (excluded). */
export function extractFeatures(list: FeatureList, stretch: Stretch, from: number, to: number): void {
  list.clear()
  const { items } = stretch
  const negated = findNegated(stretch, from, to)
  for (let i = from; i < to; i += 1) {
    pushWords(list, items, from, i, negated[i - from]!, stretch.quoted[i]!)
    if (!items[i]!.isAbstract) pushLetters(list, items[i]!, i)
    if (items[i]!.classes !== 0) pushClasses(list, stretch, from, i, negated)
    if ((items[i]!.classes & IDENTITY) !== 0) pushContext(list, items, from, to, i)
  }
  pushClassChains(list, stretch, from, to, negated)
  for (const name of stretch.shape) list.push(hashText(`shape:${name}`), SHAPE, from, to - 1)
}

const IDENTITY = classBit('group') | classBit('slur')
const NOT = classBit('not')
const SEED = {
  one: 11,
  two: 12,
  three: 13,
  skip: 14,
  negated: 15,
  quoted: 16,
  letters: 21,
  single: 31,
  pair: 32,
  near: 33,
  chain: 34,
  left: 41,
  right: 42,
  beside: 43,
}

function pushWords(
  list: FeatureList,
  items: readonly Item[],
  from: number,
  i: number,
  isNegated: number,
  isQuoted: number,
): void {
  const hash = items[i]!.hash
  list.push(mixHash(SEED.one, hash), WORDS, i, i)
  if (isNegated) list.push(mixHash(SEED.negated, hash), WORDS, i, i)
  if (isQuoted) list.push(mixHash(SEED.quoted, hash), WORDS, i, i)
  if (i - 1 < from) return
  const before = items[i - 1]!.hash
  const two = mixHash(mixHash(SEED.two, before), hash)
  list.push(two, WORDS, i - 1, i)
  if (i - 2 < from) return
  const earlier = items[i - 2]!.hash
  list.push(mixHash(mixHash(mixHash(SEED.three, earlier), before), hash), WORDS, i - 2, i)
  list.push(mixHash(mixHash(SEED.skip, earlier), hash), WORDS, i - 2, i)
}

const EDGE = 95
const LONGEST_WORD = 32

/** Stretches of 2 to 5 letters of a word with its edges marked. */
function pushLetters(list: FeatureList, item: Item, i: number): void {
  const { kind, text } = item.token
  if (kind !== 'word' && kind !== 'link' && kind !== 'mention' && kind !== 'email') return
  const length = Math.min(text.length, LONGEST_WORD) + 2
  for (let start = 0; start < length - 1; start += 1) {
    let hash = HASH_START
    for (let n = 1; n <= 5 && start + n <= length; n += 1) {
      const at = start + n - 2
      hash = hashUnit(hash, at < 0 || at >= length - 2 ? EDGE : text.charCodeAt(at))
      if (n >= 3) list.push(mixHash(SEED.letters, hash), LETTERS, i, i)
    }
  }
}

/** Up to three items after a negation in the same sentence are negated. */
export function findNegated({ items, breaks }: Stretch, from: number, to: number): Uint8Array {
  const negated = new Uint8Array(to - from)
  for (let i = from; i < to; i += 1) {
    if ((items[i]!.classes & NOT) === 0) continue
    for (let k = i + 1; k < to && k <= i + 3 && breaks[k] === 0; k += 1) negated[k - from] = 1
  }
  return negated
}

const REACH = 8
const distance = (d: number) => (d <= 1 ? 1 : d <= 2 ? 2 : d <= 4 ? 3 : 4)
const lowestBit = (mask: number) => 31 - Math.clz32(mask & -mask)

/** Each class by itself, and each ordered pair of classes within a sentence, with and without its distance. */
function pushClasses(
  list: FeatureList,
  stretch: Stretch,
  from: number,
  i: number,
  negated: Uint8Array,
): void {
  const { items, breaks, quoted } = stretch
  const flag = (k: number) => negated[k - from]! * 2 + quoted[k]!
  for (let mask = items[i]!.classes; mask !== 0; mask &= mask - 1) {
    const b = lowestBit(mask) * 4 + flag(i)
    list.push(mixHash(SEED.single, b), CLASSES, i, i)
  }
  if (breaks[i] === 1) return
  for (let k = i - 1; k >= from && k >= i - REACH; k -= 1) {
    for (let left = items[k]!.classes; left !== 0; left &= left - 1) {
      const a = mixHash(SEED.pair, lowestBit(left) * 4 + flag(k))
      for (let right = items[i]!.classes; right !== 0; right &= right - 1) {
        const pair = mixHash(a, lowestBit(right) * 4 + flag(i))
        list.push(pair, CLASSES, k, i)
        list.push(mixHash(mixHash(SEED.near, distance(i - k)), pair), CLASSES, k, i)
      }
    }
    if (breaks[k] === 1) break
  }
}

/** Three items with classes in a row, whatever stands between them, by their first classes. */
function pushClassChains(
  list: FeatureList,
  stretch: Stretch,
  from: number,
  to: number,
  negated: Uint8Array,
): void {
  let a = -1
  let b = -1
  for (let i = from; i < to; i += 1) {
    if (stretch.breaks[i] === 1) a = b = -1
    if (stretch.items[i]!.classes === 0) continue
    if (a >= 0) {
      const code = (k: number) => lowestBit(stretch.items[k]!.classes) * 2 + negated[k - from]!
      list.push(mixHash(mixHash(mixHash(SEED.chain, code(a)), code(b)), code(i)), CLASSES, a, i)
    }
    a = b
    b = i
  }
}

/** The words around a named group or a slur: what is said of them. */
function pushContext(list: FeatureList, items: readonly Item[], from: number, to: number, i: number): void {
  for (let k = Math.max(from, i - 5); k < Math.min(to, i + 6); k += 1) {
    if (k === i) continue
    const hash = items[k]!.hash
    list.push(mixHash(k < i ? SEED.left : SEED.right, hash), CLASSES, Math.min(i, k), Math.max(i, k))
    if (Math.abs(k - i) <= 2) list.push(mixHash(SEED.beside, hash), CLASSES, Math.min(i, k), Math.max(i, k))
  }
}

import type { Item } from './find-classes.ts'
import { HASH_START, hashUnit, mixHash } from './hash.ts'
import { CLASS_NAMES } from './word-classes.ts'

/**
 * A small network that reads words in their order: each item is a vector (its word, its letters, its classes, whether it
 * is quoted or negated), filters over five neighbours look for turns of phrase, the strongest of each filter and the
 * mean of the vectors decide through one hidden layer. `kernel[(f * SPAN + k) * width + d]`, dense matrices by output.
 */
export interface Network {
  readonly shape: NetworkShape
  readonly words: Float32Array
  readonly letters: Float32Array
  readonly traits: Float32Array
  readonly kernel: Float32Array
  readonly kernelBias: Float32Array
  readonly dense: Float32Array
  readonly denseBias: Float32Array
  readonly out: Float32Array
  readonly outBias: Float32Array
}

export interface NetworkShape {
  readonly wordBits: number
  readonly letterBits: number
  readonly width: number
  readonly filters: number
  readonly hidden: number
  readonly labels: number
}

export const SPAN = 5
export const MARGIN = (SPAN - 1) / 2
/** The classes of words, then: quoted, negated. */
export const TRAITS = CLASS_NAMES.length + 2

/** What the network looks up for each item of a text. `letters` of item i: from `letterStarts[i]` to the next. */
export class Lookup {
  length = 0
  words = new Int32Array(256)
  /** Bit k: class k. */
  classes = new Int32Array(256)
  /** 1: quoted, 2: negated. */
  flags = new Uint8Array(256)
  letterStarts = new Int32Array(257)
  letters = new Int32Array(4096)
}

const WORD_SEED = 61
const LETTER_SEED = 62
const EDGE = 95
const MOST_LETTERS = 24

/** Fills `lookup` with what stands for the items. `isNegated` and `isQuoted` say it of each. */
export function lookUp(
  lookup: Lookup,
  shape: Pick<NetworkShape, 'wordBits' | 'letterBits'>,
  items: readonly Item[],
  isNegated: Uint8Array,
  isQuoted: Uint8Array,
): void {
  const count = items.length
  if (count > lookup.words.length) grow(lookup, count)
  lookup.length = count
  let at = 0
  for (let i = 0; i < count; i += 1) {
    const item = items[i]!
    lookup.words[i] = mixHash(WORD_SEED, item.hash) & (2 ** shape.wordBits - 1)
    lookup.classes[i] = item.classes
    lookup.flags[i] = isQuoted[i]! + 2 * isNegated[i]!
    lookup.letterStarts[i] = at
    if (!item.isAbstract) at = pushLetters(lookup, item, at, 2 ** shape.letterBits - 1)
  }
  lookup.letterStarts[count] = at
}

function pushLetters(lookup: Lookup, { token }: Item, start: number, mask: number): number {
  const { kind, text } = token
  if (kind !== 'word' && kind !== 'link' && kind !== 'mention') return start
  const length = Math.min(text.length, MOST_LETTERS) + 2
  let at = start
  if (at + length * 3 > lookup.letters.length) {
    const wider = new Int32Array(lookup.letters.length * 2 + length * 3)
    wider.set(lookup.letters)
    lookup.letters = wider
  }
  for (let from = 0; from < length - 2; from += 1) {
    let hash = HASH_START
    for (let n = 1; n <= 5 && from + n <= length; n += 1) {
      const k = from + n - 2
      hash = hashUnit(hash, k < 0 || k >= length - 2 ? EDGE : text.charCodeAt(k))
      if (n < 3) continue
      lookup.letters[at] = mixHash(LETTER_SEED, hash) & mask
      at += 1
    }
  }
  return at
}

function grow(lookup: Lookup, count: number): void {
  const size = count * 2
  lookup.words = new Int32Array(size)
  lookup.classes = new Int32Array(size)
  lookup.flags = new Uint8Array(size)
  lookup.letterStarts = new Int32Array(size + 1)
}

/** The numbers of one pass, kept for what follows: evidence here, gradients in training. */
export class Pass {
  /** Vectors of the items, with MARGIN empty ones before and after. */
  vectors = new Float32Array(0)
  /** What each filter sees at each item. */
  seen = new Float32Array(0)
  readonly best: Int32Array
  readonly pooled: Float32Array
  readonly hidden: Float32Array
  readonly logits: Float64Array

  constructor({ filters, width, hidden, labels }: NetworkShape) {
    this.best = new Int32Array(filters)
    this.pooled = new Float32Array(filters + width)
    this.hidden = new Float32Array(hidden)
    this.logits = new Float64Array(labels)
  }
}

/** The vectors of all items. An item that `isHidden` names is known by its classes alone. */
export function embedItems(network: Network, lookup: Lookup, pass: Pass, isHidden?: Uint8Array): void {
  const { width } = network.shape
  const size = (lookup.length + SPAN - 1) * width
  if (pass.vectors.length < size) pass.vectors = new Float32Array(size * 2)
  else pass.vectors.fill(0, 0, size)
  for (let i = 0; i < lookup.length; i += 1) {
    const at = (i + MARGIN) * width
    if (isHidden === undefined || isHidden[i] === 0) {
      add(pass.vectors, at, network.words, lookup.words[i]! * width, width, 1)
      const [from, to] = [lookup.letterStarts[i]!, lookup.letterStarts[i + 1]!]
      for (let k = from; k < to; k += 1)
        add(pass.vectors, at, network.letters, lookup.letters[k]! * width, width, 1 / (to - from))
    }
    eachTrait(lookup, i, (trait) => add(pass.vectors, at, network.traits, trait * width, width, 1))
  }
  // What a wider text left behind the last item.
  pass.vectors.fill(0, (lookup.length + MARGIN) * width, size)
}

export function eachTrait(lookup: Lookup, i: number, visit: (trait: number) => void): void {
  for (let mask = lookup.classes[i]!; mask !== 0; mask &= mask - 1) visit(31 - Math.clz32(mask & -mask))
  if ((lookup.flags[i]! & 1) !== 0) visit(CLASS_NAMES.length)
  if ((lookup.flags[i]! & 2) !== 0) visit(CLASS_NAMES.length + 1)
}

function add(
  to: Float32Array,
  at: number,
  from: Float32Array,
  base: number,
  width: number,
  scale: number,
): void {
  for (let d = 0; d < width; d += 1) to[at + d]! += from[base + d]! * scale
}

/** What every filter sees at every item. */
export function convolve({ shape, kernel, kernelBias }: Network, count: number, pass: Pass): void {
  const { filters, width } = shape
  const reach = SPAN * width
  if (pass.seen.length < count * filters) pass.seen = new Float32Array(count * filters * 2)
  const { vectors, seen } = pass
  for (let i = 0; i < count; i += 1) {
    const at = i * width
    for (let f = 0; f < filters; f += 1) {
      const base = f * reach
      let a = kernelBias[f]!
      let b = 0
      for (let d = 0; d < reach; d += 2) {
        a += vectors[at + d]! * kernel[base + d]!
        b += vectors[at + d + 1]! * kernel[base + d + 1]!
      }
      seen[i * filters + f] = a + b
    }
  }
}

/** The strongest of each filter and the mean vector over the items from `from` to `to`; `best` is -1 where none fired. */
export function pool({ shape }: Network, pass: Pass, from: number, to: number): void {
  const { filters, width } = shape
  pass.pooled.fill(0)
  pass.best.fill(-1)
  for (let i = from; i < to; i += 1) {
    for (let f = 0; f < filters; f += 1) {
      const value = pass.seen[i * filters + f]!
      if (value <= pass.pooled[f]!) continue
      pass.pooled[f] = value
      pass.best[f] = i
    }
    for (let d = 0; d < width; d += 1) pass.pooled[filters + d]! += pass.vectors[(i + MARGIN) * width + d]!
  }
  const share = 1 / Math.sqrt(Math.max(1, to - from))
  for (let d = 0; d < width; d += 1) pass.pooled[filters + d]! *= share
}

/** From what was pooled to the log-odds of each label. */
export function decide({ shape, dense, denseBias, out, outBias }: Network, pass: Pass): void {
  const inputs = shape.filters + shape.width
  for (let h = 0; h < shape.hidden; h += 1) {
    let sum = denseBias[h]!
    for (let k = 0; k < inputs; k += 1) sum += dense[h * inputs + k]! * pass.pooled[k]!
    pass.hidden[h] = Math.max(0, sum)
  }
  for (let label = 0; label < shape.labels; label += 1) {
    let sum = outBias[label]!
    for (let h = 0; h < shape.hidden; h += 1) sum += out[label * shape.hidden + h]! * pass.hidden[h]!
    pass.logits[label] = sum
  }
}

/** Adds, at the item in the middle of each filter's strongest find, what the find did to a label, times `share`. */
export function explainPass(
  { shape, dense, out }: Network,
  pass: Pass,
  label: number,
  share: number,
  added: Float64Array,
): void {
  const inputs = shape.filters + shape.width
  for (let f = 0; f < shape.filters; f += 1) {
    const i = pass.best[f]!
    if (i < 0) continue
    let slope = 0
    for (let h = 0; h < shape.hidden; h += 1) {
      if (pass.hidden[h]! > 0) slope += out[label * shape.hidden + h]! * dense[h * inputs + f]!
    }
    added[i]! += share * slope * pass.pooled[f]!
  }
}

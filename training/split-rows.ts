import { hashText, mixHash } from '../src/inference/embedded/hash.ts'
import type { Fold, Row } from './classifier-row.ts'

/**
 * The fold of each row. Rows of one group, and rows that are nearly the same text (Jaccard of word 3-grams of the
 * skeleton about 0.6 or more), stand in one fold: 70% train, 15% validation, 15% test; of the project's own rows
 * 80, 10 and 10. What is nearly a row of a suite is test. Depends on the texts alone, not on their order.
 */
export function splitRows(rows: readonly Row[]): Fold[] {
  const parent = Int32Array.from(rows.keys())
  const find = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!
      i = parent[i]!
    }
    return i
  }
  const join = (a: number, b: number) => {
    const [x, y] = [find(a), find(b)]
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y)
  }
  const seen = new Map<string | number, number>()
  const meet = (key: string | number, i: number) => {
    const other = seen.get(key)
    if (other === undefined) seen.set(key, i)
    else join(other, i)
  }
  for (const [i, row] of rows.entries()) {
    meet(row.group.includes(':') ? row.group : `${row.set}:${row.group}`, i)
    for (const key of nearKeys(row)) meet(key, i)
  }
  const keys = new Map<number, string>()
  for (const [i, row] of rows.entries()) {
    const root = find(i)
    const key = row.group.includes(':') ? row.group : `${row.set}:${skeleton(row.text)}`
    if (!keys.has(root) || key < keys.get(root)!) keys.set(root, key)
  }
  const held = new Set([...rows.keys()].filter((i) => isSuite(rows[i]!)).map(find))
  const folds = rows.map((row, i): Fold => {
    if (isSuite(row)) return 'suite'
    // What is nearly the same as a row of a suite is neither trained on nor chosen by.
    return held.has(find(i)) ? 'test' : foldOf(row, keys.get(find(i))!)
  })
  return holdOutCopies(rows, folds)
}

const isSuite = (row: Row) => row.set.startsWith('suite_')

/** A training row that is the same text as a held-out one is held out with it (copies under several videos). */
function holdOutCopies(rows: readonly Row[], folds: readonly Fold[]): Fold[] {
  const held = new Map<string, Fold>()
  const keys = rows.map(({ text, frame }) => copyKey(frame ?? text))
  for (const [i, fold] of folds.entries())
    if (fold !== 'train') held.set(keys[i]!, fold === 'suite' ? 'test' : fold)
  return folds.map((fold, i) => (fold === 'train' ? (held.get(keys[i]!) ?? fold) : fold))
}

/** Letters only, so that numbers, links, marks and case do not tell two copies of a template apart. */
export function skeleton(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/https?:\S+|@\S+/g, ' ')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
}

const PICTURE = /\p{Extended_Pictographic}/u

/** What two copies of a text share. Of emoji, numbers or a few words beside emoji only the very same text is a copy. */
function copyKey(text: string): string {
  const plain = skeleton(text)
  return plain.length < 3 || (PICTURE.test(text) && plain.split(' ').length < 5) ? text : plain
}

const VIDEO_FOLDS: Readonly<Record<string, Fold>> = {
  'video:Eminem': 'train',
  'video:KatyPerry': 'validation',
  'video:LMFAO': 'test',
}

function foldOf(row: Row, key: string): Fold {
  const video = VIDEO_FOLDS[row.group]
  if (video !== undefined) return video
  if (row.set === 'own_anchors') return 'train'
  const at = (mixHash(hashText(key), 77) >>> 0) % 100
  const [train, validation] = sharesOf(row.set)
  if (at < train) return 'train'
  return at < train + validation ? 'validation' : 'test'
}

/** In percent; the rest is test. The rows on danger are few, and a curve needs some. */
function sharesOf(set: string): [train: number, validation: number] {
  if (set === 'own_danger') return [65, 20]
  return set.startsWith('own_') ? [80, 10] : [70, 15]
}

const BANDS = 6
const ROWS_PER_BAND = 3

/** The same text gives the same key; nearly the same text of eight words or more gives some of the same keys. */
function nearKeys(row: Row): (string | number)[] {
  // Two sentences that name the same group are no copies of each other.
  const words = skeleton(row.frame ?? row.text).split(' ')
  // Comments of one video repeat each other everywhere; a video is a fold of its own.
  const exact = /^(video|anchor):/.test(row.group) ? [] : [`exact:${copyKey(row.frame ?? row.text)}`]
  if (words.length < 8 || row.group.startsWith('video:')) return exact
  const hashes = words.map(hashText)
  const least = new Int32Array(BANDS * ROWS_PER_BAND).fill(0x7fffffff)
  for (let i = 0; i + 2 < hashes.length; i += 1) {
    const shingle = mixHash(mixHash(hashes[i]!, hashes[i + 1]!), hashes[i + 2]!)
    for (let k = 0; k < least.length; k += 1) {
      const hash = mixHash(shingle, k)
      if (hash < least[k]!) least[k] = hash
    }
  }
  const bands = Array.from({ length: BANDS }, (_, band) => {
    const part = least.subarray(band * ROWS_PER_BAND, (band + 1) * ROWS_PER_BAND)
    return `near:${band}:${part.join(',')}`
  })
  return [...exact, ...bands]
}

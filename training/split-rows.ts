import { hashText, mixHash } from '../src/inference/embedded/hash.ts'
import type { Fold, Row } from './classifier-row.ts'

/**
 * The fold of each row. Rows of one group, and rows that are nearly the same text (Jaccard of word 3-grams of the
 * skeleton about 0.6 or more), stand in one fold: 70% train, 15% validation, 15% test; of the project's own rows
 * 80, 10 and 10. Depends on the texts alone, not on their order.
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
  const folds = rows.map((row, i) => foldOf(row, keys.get(find(i))!))
  return holdOutCopies(rows, folds)
}

/** A training row that is the same text as a held-out one is held out with it (copies under several videos). */
function holdOutCopies(rows: readonly Row[], folds: readonly Fold[]): Fold[] {
  const held = new Map<string, Fold>()
  // Emoji and numbers have no skeleton: there only the very same text is a copy.
  const keys = rows.map(({ text }) => skeleton(text) || text)
  for (const [i, fold] of folds.entries()) if (fold !== 'train') held.set(keys[i]!, fold)
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
  const isOwn = row.set.startsWith('own_')
  if (at < (isOwn ? 80 : 70)) return 'train'
  return at < (isOwn ? 90 : 85) ? 'validation' : 'test'
}

const BANDS = 6
const ROWS_PER_BAND = 3

/** The same text gives the same key; nearly the same text of eight words or more gives some of the same keys. */
function nearKeys(row: Row): (string | number)[] {
  const plain = skeleton(row.text)
  if (plain.length < 3) return [`exact:${row.text}`]
  const words = plain.split(' ')
  // Comments of one video repeat each other everywhere; a video is a fold of its own.
  const exact = /^(video|anchor):/.test(row.group) ? [] : [`exact:${plain}`]
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

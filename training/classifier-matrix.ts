import { extractFeatures, FAMILIES, FeatureList } from '../src/inference/embedded/extract-features.ts'
import type { ClassTable } from '../src/inference/embedded/find-classes.ts'
import { readText } from '../src/inference/embedded/read-text.ts'

/** Rows as sparse features: `columns` from offsets[r] to offsets[r + 1], each with the value of its family. */
export interface Matrix {
  readonly rows: number
  readonly bits: number
  readonly columns: Uint32Array
  readonly families: Uint8Array
  readonly offsets: Uint32Array
  /** For each row, the value of each family: `values[r * FAMILIES.length + family]`. */
  readonly values: Float32Array
}

/** How much each family of features counts; the first two are divided by the square root of their number. */
export type FamilyScales = readonly [number, number, number, number]

const LONGEST_STRETCH = 96

/** The features of each text, without repeats within a row. Long texts are read by their first stretch. */
export function buildMatrix(
  table: ClassTable,
  texts: readonly string[],
  bits: number,
  scales: FamilyScales,
): Matrix {
  const list = new FeatureList()
  const mask = 2 ** bits - 1
  let columns = new Uint32Array(1 << 22)
  let families = new Uint8Array(1 << 22)
  const offsets = new Uint32Array(texts.length + 1)
  const values = new Float32Array(texts.length * FAMILIES.length)
  const seen = new Int32Array(mask + 1).fill(-1)
  let at = 0
  for (const [row, text] of texts.entries()) {
    const read = readText(table, text)
    extractFeatures(list, read, 0, Math.min(read.items.length, LONGEST_STRETCH))
    if (at + list.length > columns.length) {
      columns = widen(columns, new Uint32Array(columns.length * 2))
      families = widen(families, new Uint8Array(families.length * 2))
    }
    for (let i = 0; i < list.length; i += 1) {
      const column = list.hashes[i]! & mask
      if (seen[column] === row) continue
      seen[column] = row
      columns[at] = column
      families[at] = list.families[i]!
      at += 1
    }
    offsets[row + 1] = at
    values.set(familyValues(families.subarray(offsets[row]!, at), scales), row * FAMILIES.length)
  }
  return {
    rows: texts.length,
    bits,
    columns: columns.slice(0, at),
    families: families.slice(0, at),
    offsets,
    values,
  }
}

function widen<T extends Uint32Array | Uint8Array>(old: T, next: T): T {
  next.set(old)
  return next
}

function familyValues(families: Uint8Array, scales: FamilyScales): number[] {
  const counts = [0, 0, 0, 0]
  for (const family of families) counts[family]! += 1
  return scales.map((scale, family) => scale / Math.sqrt(Math.max(1, counts[family]!)))
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AppError } from '../../errors.ts'

/**
 * A model file: the 8 bytes `RECADO01`, the header's length in bytes (uint32, little endian), the header as JSON,
 * and the arrays, each at an offset that is a multiple of 8 counted from the first byte after the header.
 */
export interface ModelHeader<Meta> {
  readonly id: string
  readonly meta: Meta
  readonly arrays: Readonly<Record<string, { dtype: ArrayType; offset: number; length: number }>>
}

const CONSTRUCTORS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
} as const
export type ArrayType = keyof typeof CONSTRUCTORS
/** Any of these arrays, whatever buffer it lies in. */
export type ModelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array

export const MAGIC = 'RECADO01'

export interface ModelFile<Meta> {
  readonly id: string
  readonly meta: Meta
  /** The array of that name, checked to be of that type. */
  array<T extends ArrayType>(name: string, dtype: T): InstanceType<(typeof CONSTRUCTORS)[T]>
}

/** Reads a model file whose SHA-256 must be `sha256` (hex). Throws `model_corrupt` naming the file. */
export function readModelFile<Meta>(path: string, sha256: string): ModelFile<Meta> {
  const bytes = readFileSync(path)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sha256) {
    throw new AppError(
      'model_corrupt',
      `${path} has the checksum ${found}, but models/manifest.json says ${sha256}`,
    )
  }
  if (bytes.subarray(0, 8).toString('latin1') !== MAGIC) {
    throw new AppError('model_corrupt', `${path} is not a Recado model file`)
  }
  const headerLength = bytes.readUInt32LE(8)
  const header = JSON.parse(bytes.subarray(12, 12 + headerLength).toString('utf8')) as ModelHeader<Meta>
  // Typed arrays need aligned memory, which a slice of the file's own buffer does not promise.
  const data = new Uint8Array(bytes.subarray(12 + headerLength)).buffer
  return {
    id: header.id,
    meta: header.meta,
    array: (name, dtype) => {
      const entry = header.arrays[name]
      if (entry === undefined || entry.dtype !== dtype) {
        throw new AppError('model_corrupt', `${path} has no ${dtype} array ${JSON.stringify(name)}`)
      }
      return new CONSTRUCTORS[dtype](data, entry.offset, entry.length) as never
    },
  }
}

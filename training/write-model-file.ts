import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  type ArrayType,
  MAGIC,
  type ModelArray,
  type ModelHeader,
} from '../src/inference/embedded/read-model-file.ts'

/** Writes a model file in the format of src/inference/embedded/read-model-file.ts and returns its SHA-256 in hex. */
export function writeModelFile(
  path: string,
  id: string,
  meta: unknown,
  arrays: Readonly<Record<string, { dtype: ArrayType; values: ModelArray }>>,
): string {
  const parts: Buffer[] = []
  const index: ModelHeader<unknown>['arrays'] = {}
  let offset = 0
  for (const [name, { dtype, values }] of Object.entries(arrays)) {
    Object.assign(index, { [name]: { dtype, offset, length: values.length } })
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    const padding = Buffer.alloc((8 - (bytes.length % 8)) % 8)
    parts.push(bytes, padding)
    offset += bytes.length + padding.length
  }
  const header = Buffer.from(JSON.stringify({ id, meta, arrays: index }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const file = Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, header, ...parts])
  writeFileSync(path, file)
  return createHash('sha256').update(file).digest('hex')
}

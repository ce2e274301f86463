import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes the SHA-256 of a model file in the folder's manifest.json, beside what stands there already. */
export function updateManifest(folder: string, name: string, sha256: string): void {
  const path = join(folder, 'manifest.json')
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { files?: object }) : {}
  const files = Object.fromEntries(Object.entries({ ...known.files, [name]: sha256 }).sort())
  writeFileSync(path, `${JSON.stringify({ ...known, files }, null, 2)}\n`)
}

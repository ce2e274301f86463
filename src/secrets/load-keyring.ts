import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../db/make-folder.ts'
import { AppError } from '../errors.ts'
import { type Keyring, makeKeyring } from './keyring.ts'

export const KEY_FILE = 'secret-keys'

export interface KeyringConfig {
  readonly dataDir: string
  /** Keys of the environment, the current one first. */
  readonly secretKeys: readonly string[]
  readonly secretKeyFile: string | null
}

export interface LoadedKeyring {
  readonly keyring: Keyring
  /** The file that was made just now; null where there was a key. */
  readonly madeFile: string | null
}

/**
 * The keys of the environment, of the named file, or of `DATA_DIR/secret-keys` (mode 0600), which is made where there is
 * no key at all. A file holds one key a line, the current one first.
 */
export function loadKeyring(config: KeyringConfig): LoadedKeyring {
  if (config.secretKeys.length > 0)
    return { keyring: makeKeyring(config.secretKeys, 'RECADO_SECRET_KEY'), madeFile: null }
  if (config.secretKeyFile !== null && !existsSync(config.secretKeyFile)) {
    throw new AppError('invalid_request', `RECADO_SECRET_KEY_FILE is not there: ${config.secretKeyFile}`)
  }
  const path = keyFileOf(config)
  const isNew = !existsSync(path) && makeKeyFile(path)
  return { keyring: makeKeyring(readKeyFile(path), path), madeFile: isNew ? path : null }
}

/** The file that holds the keys where the environment does not. */
export function keyFileOf(config: KeyringConfig): string {
  return config.secretKeyFile ?? join(config.dataDir, KEY_FILE)
}

export function readKeyFile(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function newKey(): string {
  return randomBytes(32).toString('base64')
}

/** Linked into place whole: of two first starts at once, both use the key of the one that was quicker. */
function makeKeyFile(path: string): boolean {
  makeFolder(dirname(path))
  const own = `${path}.${process.pid}.new`
  rmSync(own, { force: true })
  writeFileSync(own, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { makeKeyring } from '../secrets/keyring.ts'
import { keyFileOf, loadKeyring, newKey, readKeyFile } from '../secrets/load-keyring.ts'
import { resealSecrets } from '../secrets/reseal-secrets.ts'
import { openOwnDatabase } from './open-own-database.ts'

/**
 * Seals every stored secret with a new key. Keys in a file: a new one is put first, and the older ones are dropped when
 * nothing needs them any more. Keys in the environment: whoever runs it has put the new key first. It may be run again
 * after it was cut off.
 */
export async function rotateSecrets(): Promise<void> {
  const config = readConfig()
  const database = await openOwnDatabase(config)
  try {
    await database.migrate()
    loadKeyring(config)
    const path = keyFileOf(config)
    const isOwnFile = config.secretKeys.length === 0 && existsSync(path)
    // Written before anything is sealed with it: a key that stands nowhere would lock its owner out.
    if (isOwnFile) writeKeys(path, [newKey(), ...readKeyFile(path)])
    const { keyring } = loadKeyring(config)
    const sealed = await resealSecrets({ db: database.db, keyring })
    if (isOwnFile) writeKeys(path, readKeyFile(path).slice(0, 1))
    const old = isOwnFile ? 'The older keys are gone from the file.' : 'Take the older keys away now.'
    process.stdout.write(`${sealed} secrets are sealed with the key ${keyring.currentId}. ${old}\n`)
  } finally {
    await database.close()
  }
}

/** Moved into place whole. */
function writeKeys(path: string, keys: readonly string[]): void {
  makeKeyring(keys, path)
  writeFileSync(`${path}.new`, keys.map((key) => `${key}\n`).join(''), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

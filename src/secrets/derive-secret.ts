import { hkdfSync } from 'node:crypto'
import type { Keyring } from './keyring.ts'

/** A secret of its own for one use, from the current key: 256 bits in hex, the same in every process that has the key. */
export function deriveSecret(keyring: Keyring, use: string): string {
  const key = keyring.keys.get(keyring.currentId)!
  return Buffer.from(hkdfSync('sha256', key, '', `recado ${use}`, 32)).toString('hex')
}

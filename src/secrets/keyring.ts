import { createHash } from 'node:crypto'
import { AppError } from '../errors.ts'

/** Keys that secrets at rest are sealed with: the current one seals, all of them open. */
export interface Keyring {
  readonly currentId: string
  readonly keys: ReadonlyMap<string, Buffer>
}

const KEY_BYTES = 32

/** The keyring of base64 keys of 32 bytes, the current one first. Throws `invalid_request`, which names no key. */
export function makeKeyring(encoded: readonly string[], source: string): Keyring {
  const keys = encoded.map((text) => {
    const key = Buffer.from(text, 'base64')
    if (key.length !== KEY_BYTES) {
      throw new AppError(
        'invalid_request',
        `${source} must hold keys of ${KEY_BYTES} bytes in base64, for instance from: openssl rand -base64 32`,
      )
    }
    return key
  })
  if (keys.length === 0) throw new AppError('invalid_request', `${source} holds no key`)
  return { currentId: idOf(keys[0]!), keys: new Map(keys.map((key) => [idOf(key), key])) }
}

/** Says which key it is, and nothing of the key itself. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('recado key id').update(key).digest('hex').slice(0, 8)
}

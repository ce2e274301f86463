import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Keyring } from './keyring.ts'

/** Where a secret stands: sealed for one place, it opens at no other. */
export interface SecretPlace {
  readonly table: string
  readonly column: string
  readonly rowId: string
}

const PREFIX = 'sealed1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals a secret with the current key (AES-256-GCM): `sealed1.KEY_ID.NONCE_TAG_AND_CIPHERTEXT`. */
export function sealSecret(keyring: Keyring, place: SecretPlace, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyring.keys.get(keyring.currentId)!, nonce)
  cipher.setAAD(boundTo(place, keyring.currentId))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  const payload = Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
  return `${PREFIX}.${keyring.currentId}.${payload}`
}

/** Throws `secret_unreadable` for a key that is not in the ring, or for a value that was changed or moved. */
export function openSecret(keyring: Keyring, place: SecretPlace, sealed: string): string {
  const where = `${place.table}.${place.column} of ${place.rowId}`
  const [prefix, keyId, payload] = sealed.split('.')
  if (prefix !== PREFIX || keyId === undefined || payload === undefined)
    throw new AppError('secret_unreadable', `${where} is not a sealed secret`)
  const key = keyring.keys.get(keyId)
  if (key === undefined) {
    throw new AppError(
      'secret_unreadable',
      `${where} was sealed with the key ${keyId}, which is not among those given (${[...keyring.keys.keys()].join(', ')}). Set RECADO_SECRET_KEY or RECADO_SECRET_KEY_FILE to the key that this database was used with`,
    )
  }
  const bytes = Buffer.from(payload, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(boundTo(place, keyId))
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch (error) {
    throw new AppError('secret_unreadable', `${where} was changed, or sealed for another place`, {
      cause: error,
    })
  }
}

export function isSealed(value: string): boolean {
  return value.startsWith(`${PREFIX}.`)
}

/** Whether the current key sealed it. */
export function isCurrent(keyring: Keyring, sealed: string): boolean {
  return sealed.startsWith(`${PREFIX}.${keyring.currentId}.`)
}

function boundTo({ table, column, rowId }: SecretPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([PREFIX, keyId, table, column, rowId]))
}

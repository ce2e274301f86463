import { expect, test } from 'vitest'
import { makeKeyring } from './keyring.ts'
import { newKey } from './load-keyring.ts'
import { isCurrent, openSecret, sealSecret } from './seal-secret.ts'

const place = { table: 'webhook_endpoints', column: 'secret', rowId: 'whe_1' }
const ring = (...keys: string[]) => makeKeyring(keys, 'the test')

test('a sealed secret opens at its place and shows nothing of itself', () => {
  const keyring = ring(newKey())
  const sealed = sealSecret(keyring, place, 'whsec_tulip')
  expect(sealed).not.toContain('tulip')
  expect(sealed).toContain(keyring.currentId)
  expect(sealSecret(keyring, place, 'whsec_tulip')).not.toBe(sealed)
  expect(openSecret(keyring, place, sealed)).toBe('whsec_tulip')
})

test('a sealed secret that was moved to another row, column or table does not open', () => {
  const keyring = ring(newKey())
  const sealed = sealSecret(keyring, place, 'whsec_tulip')
  for (const change of [{ rowId: 'whe_2' }, { column: 'previous_secret' }, { table: 'channels' }]) {
    const elsewhere = { ...place, ...change }
    expect(() => openSecret(keyring, elsewhere, sealed)).toThrow(/changed, or sealed for another place/)
  }
})

test('one changed character is noticed', () => {
  const keyring = ring(newKey())
  const sealed = sealSecret(keyring, place, 'whsec_tulip')
  const at = sealed.length - 3
  const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  expect(() => openSecret(keyring, place, changed)).toThrow(/changed/)
})

test('an older key still opens, the new one seals; without the older one the error says what to set', () => {
  const [older, newer] = [newKey(), newKey()]
  const sealed = sealSecret(ring(older), place, 'whsec_tulip')
  const both = ring(newer, older)
  expect(openSecret(both, place, sealed)).toBe('whsec_tulip')
  expect(isCurrent(both, sealed)).toBe(false)
  expect(isCurrent(both, sealSecret(both, place, 'whsec_tulip'))).toBe(true)
  const wrong = ring(newer)
  expect(() => openSecret(wrong, place, sealed)).toThrow(/RECADO_SECRET_KEY/)
  expect(() => openSecret(wrong, place, sealed)).not.toThrow(newer.slice(0, 10))
})

test.each(['', 'not base64', Buffer.alloc(16).toString('base64')])(
  'a key of a wrong length is refused',
  (key) => {
    expect(() => ring(key)).toThrow(/32 bytes/)
  },
)

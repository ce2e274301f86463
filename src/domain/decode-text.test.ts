import { expect, test } from 'vitest'
import { decodeText } from './decode-text.ts'

test.each([
  ['UTF-8', 'Não: 5 €', Buffer.from('Não: 5 €')],
  ['UTF-8 with a mark at its start', 'ação', Buffer.from('\uFEFFação')],
  [
    'Windows-1252',
    '¿Cuánto? “5 €”',
    Buffer.from([0xbf, ...Buffer.from('Cu'), 0xe1, ...Buffer.from('nto? '), 0x93, 0x35, 0x20, 0x80, 0x94]),
  ],
  ['UTF-16', 'ração;5 €', Buffer.from('\uFEFFração;5 €', 'utf16le')],
  ['no bytes', '', Buffer.alloc(0)],
])('a file in %s says what was written', (_name, text, bytes) => {
  expect(decodeText(bytes)).toBe(text)
})

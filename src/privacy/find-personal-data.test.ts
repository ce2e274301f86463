import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BELOW_CUBE, BELOW_SQUARE, measureGrowth } from '../../test/support/measure-growth.ts'
import { isCnpj, isCpf, isCuit, isRut } from './check-digits.ts'
import { findNames } from './find-names.ts'
import { findPersonalData } from './find-personal-data.ts'
import { redactText } from './redact-text.ts'

const digits = (count: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count })

/** A number whose last characters are the ones that its check accepts. */
function completed(
  base: fc.Arbitrary<string>,
  endings: readonly string[],
  isValid: (text: string) => boolean,
) {
  return base
    .map((text) => endings.map((ending) => text + ending).find(isValid) ?? '')
    .filter((text) => text !== '')
}
const PAIRS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
const cut = (text: string, ...at: number[]) => at.map((to, i) => text.slice(at[i - 1] ?? 0, to))

describe('a number with check digits is found in each of its forms', () => {
  const forms: [string, fc.Arbitrary<string>, ((text: string) => string)[]][] = [
    [
      'CPF',
      // Some numbers pass for both, and nothing tells which they are.
      completed(digits(9), PAIRS, (text) => isCpf(text) && !isCuit(text)),
      [
        (n) => n,
        (n) => `${cut(n, 3, 6, 9).join('.')}-${n.slice(9)}`,
        (n) => `${cut(n, 3, 6, 9, 11).join(' ')}`,
        (n) => `${n.slice(0, 9)}-${n.slice(9)}`,
      ],
    ],
    [
      'CNPJ',
      completed(
        fc.string({
          unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPRSTUVXYZ'),
          minLength: 12,
          maxLength: 12,
        }),
        PAIRS,
        isCnpj,
      ),
      [(n) => `cnpj ${n}`, (n) => `${cut(n, 2, 5, 8).join('.')}/${n.slice(8, 12)}-${n.slice(12)}`],
    ],
    [
      'CUIT',
      completed(
        digits(8).map((n) => `27${n}`),
        [...'0123456789'],
        isCuit,
      ),
      [(n) => `cuil ${n}`, (n) => `${n.slice(0, 2)}-${n.slice(2, 10)}-${n.slice(10)}`],
    ],
    [
      'RUT',
      completed(
        digits(7).map((n) => `1${n}`),
        [...'0123456789K'],
        isRut,
      ),
      [(n) => `rut ${n}`, (n) => `${n.slice(0, 8)}-${n.slice(8)}`],
    ],
  ]
  test.each(forms)('%s', (kind, numbers, written) => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(...written), (number, write) => {
        const text = `segue: ${write(number)}, obrigada`
        expect(findPersonalData(text).map((span) => span.kind)).toContain(kind)
        expect(redactText(text).replace(/\[[A-Z_]+\d\]/gu, '')).not.toMatch(/\d/u)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what looks alike is left in', () => {
  test.each([
    'o código de barras é 7891234567895',
    'IP 192.168.10.24 do roteador',
    'rastreio BR482913007BR',
    'chave de acesso 35260312345678000190550010000123451000123456',
    'moro na rua há 10 anos',
    'a rua abre às 15:30?',
    'my daughter will come at 7',
    'Nobody here, hello?',
    'THIS IS URGENT PLEASE',
    'gracias\nEspero su respuesta',
  ])('%j', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

test.each([
  'rua a ',
  '9 ',
  '1-',
  '(1) ',
  'Ana ',
  'my wife ',
  '000201 ',
  'AB12 ',
  'AA00 A',
  '12 Aa Bb ',
  'cpf ',
  'cédula do da de ',
])('a text that says “%s” again and again takes as long as its length asks', (unit) => {
  expect(growthOf(unit)).toBeLessThan(BELOW_SQUARE)
})

test('a text of addresses that never end takes no longer than the square of its length', () => {
  expect(growthOf('a@a.')).toBeLessThan(BELOW_CUBE)
})

function growthOf(unit: string): number {
  return measureGrowth(10_000, (length) => {
    const text = unit.repeat(Math.ceil(length / unit.length))
    findPersonalData(text, ['PED-999999'])
    findNames([text], null).in(text)
  })
}

import { describe, expect, test } from 'vitest'
import { isCardNumber, isCnpj, isCpf, isCuit, isCurp, isIban, isRfc, isRut } from './check-digits.ts'

const NUMBERS = {
  CPF: [isCpf, '529.982.247-25'],
  CNPJ: [isCnpj, '11.222.333/0001-81'],
  // The example of Receita Federal's own description of the form with letters.
  'CNPJ with letters': [isCnpj, '12.ABC.345/01DE-35'],
  card: [isCardNumber, '4111 1111 1111 1111'],
  IBAN: [isIban, 'DE89 3704 0044 0532 0130 00'],
  CUIT: [isCuit, '20-12345678-6'],
  RUT: [isRut, '12.345.678-5'],
  'RUT with K': [isRut, '10.000.013-K'],
  CURP: [isCurp, 'HEGG560427MVZRRL04'],
  RFC: [isRfc, 'GODE561231GR8'],
} as const

describe.each(Object.entries(NUMBERS))('%s', (_name, [isValid, number]) => {
  test('a right number passes', () => {
    expect(isValid(number)).toBe(true)
  })

  test('the same with its last digit changed does not', () => {
    const last = number.at(-1)!
    const other = /\d/u.test(last) ? String((Number(last) + 1) % 10) : '1'
    expect(isValid(number.slice(0, -1) + other)).toBe(false)
  })
})

test.each([
  [isCpf, '111.111.111-11'],
  [isCnpj, '00000000000000'],
  [isCardNumber, '0000000000000000'],
  [isCuit, '00000000000'],
])('one digit again and again is no number, though its check digits fit', (isValid, number) => {
  expect(isValid(number)).toBe(false)
})

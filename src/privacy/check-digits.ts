const digitsOf = (text: string) => [...text.replace(/\D/gu, '')].map(Number)
const isOneDigit = (digits: readonly unknown[]) => new Set(digits).size === 1

/** Whether the two check digits of a Brazilian personal number are right. */
export function isCpf(text: string): boolean {
  const digits = digitsOf(text)
  if (digits.length !== 11 || isOneDigit(digits)) return false
  return [9, 10].every((count) => {
    const sum = digits.slice(0, count).reduce((total, digit, i) => total + digit * (count + 1 - i), 0)
    return ((sum * 10) % 11) % 10 === digits[count]
  })
}

/** The same of a Brazilian company, whose first twelve characters may be letters since 2026. */
export function isCnpj(text: string): boolean {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/gu, '')
  if (!/^[A-Z0-9]{12}\d{2}$/u.test(plain) || isOneDigit([...plain])) return false
  // The standard counts each character by its code less that of "0".
  const values = [...plain].map((character) => character.charCodeAt(0) - 48)
  return [12, 13].every((count) => {
    const sum = values
      .slice(0, count)
      .reduce((total, value, i) => total + value * (((count - 1 - i) % 8) + 2), 0)
    const rest = sum % 11
    return (rest < 2 ? 0 : 11 - rest) === values[count]
  })
}

/** Luhn's check over 12 to 19 digits. */
export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text).reverse()
  if (digits.length < 12 || digits.length > 19 || isOneDigit(digits)) return false
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

/** ISO 13616: the rearranged number leaves 1 when divided by 97. */
export function isIban(text: string): boolean {
  const plain = text.replace(/\s/gu, '').toUpperCase()
  const numeric = [...(plain.slice(4) + plain.slice(0, 4))].map((c) => Number.parseInt(c, 36)).join('')
  return [...numeric].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1
}

/** CUIT and CUIL of Argentina and RUC of Peru: eleven digits, the last one checks the others. */
export function isCuit(text: string): boolean {
  const digits = digitsOf(text)
  if (digits.length !== 11 || isOneDigit(digits)) return false
  const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
  const rest = 11 - (weights.reduce((total, weight, i) => total + weight * digits[i]!, 0) % 11)
  return digits[10] === rest % 11 || (rest === 10 && digits[10] === 0)
}

/** RUT of Chile: the last character, a digit or K, checks the others. */
export function isRut(text: string): boolean {
  const plain = text.toUpperCase().replace(/[^\dK]/gu, '')
  if (!/^\d{7,8}[\dK]$/u.test(plain) || isOneDigit([...plain])) return false
  const sum = digitsOf(plain.slice(0, -1))
    .reverse()
    .reduce((total, digit, i) => total + digit * ((i % 6) + 2), 0)
  return plain.at(-1) === '0123456789K'[(11 - (sum % 11)) % 11]
}

const CURP_VALUES = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/** CURP of Mexico: 18 characters, the last one checks the others. */
export function isCurp(text: string): boolean {
  const plain = text.toUpperCase()
  if (plain.length !== 18) return false
  const sum = [...plain.slice(0, 17)].reduce(
    (total, character, i) => total + CURP_VALUES.indexOf(character) * (18 - i),
    0,
  )
  return Number(plain[17]) === (10 - (sum % 10)) % 10
}

const RFC_VALUES = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'

/** RFC of Mexico: 13 characters for people, 12 for companies, the last one checks the others. */
export function isRfc(text: string): boolean {
  const plain = text.toUpperCase().padStart(13, ' ')
  if (plain.length !== 13) return false
  const sum = [...plain.slice(0, 12)].reduce(
    (total, character, i) => total + RFC_VALUES.indexOf(character) * (13 - i),
    0,
  )
  return plain[12] === '0A987654321'[sum % 11]
}

const digitsOf = (text: string) => [...text.replace(/\D/gu, '')].map(Number)

/** Whether the two check digits of a Brazilian personal number are right. */
export function isCpf(text: string): boolean {
  const digits = digitsOf(text)
  if (digits.length !== 11 || new Set(digits).size === 1) return false
  return [9, 10].every((count) => {
    const sum = digits.slice(0, count).reduce((total, digit, i) => total + digit * (count + 1 - i), 0)
    return ((sum * 10) % 11) % 10 === digits[count]
  })
}

/** Whether the two check digits of a Brazilian company number (digits only) are right. */
export function isCnpj(text: string): boolean {
  const digits = digitsOf(text)
  if (digits.length !== 14 || new Set(digits).size === 1) return false
  return [12, 13].every((count) => {
    const sum = digits
      .slice(0, count)
      .reduce((total, digit, i) => total + digit * (((count - 1 - i) % 8) + 2), 0)
    const rest = sum % 11
    return (rest < 2 ? 0 : 11 - rest) === digits[count]
  })
}

/** Luhn's check over 13 to 19 digits. */
export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text).reverse()
  if (digits.length < 13 || digits.length > 19 || new Set(digits).size === 1) return false
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

/** ISO 13616: the rearranged number leaves 1 when divided by 97. */
export function isIban(text: string): boolean {
  const plain = text.replace(/\s/gu, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/u.test(plain)) return false
  const numeric = [...(plain.slice(4) + plain.slice(0, 4))].map((c) => Number.parseInt(c, 36)).join('')
  return [...numeric].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1
}

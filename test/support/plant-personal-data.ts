import { isCardNumber, isCpf, isCuit } from '../../src/privacy/check-digits.ts'

/** A message, who wrote it, and what must not be seen of it outside. */
export interface PlantedMessage {
  readonly language: keyof typeof ASKS
  readonly text: string
  readonly contactName: string
  readonly secrets: readonly string[]
}

const ASKS = {
  pt: 'Qual o horário de funcionamento?',
  es: '¿Hacen envíos a todo el país?',
  en: 'How long do I have to return an item?',
} as const

type Make = (n: number) => string

/** Numbers that look random, the same in every run, and never twice: `n` stands in them. */
function digits(n: number, length: number): string {
  const scrambled = (BigInt(n) * 7_919n + 13n) * 104_729n + 982_451_653n * BigInt(length)
  return scrambled.toString().padStart(length, '7').slice(-length)
}

function complete(base: string, places: number, isValid: (text: string) => boolean): string {
  for (let ending = 0; ; ending += 1) {
    const number = base + String(ending).padStart(places, '0')
    if (isValid(number)) return number
  }
}

const SYLLABLES = [
  'bra',
  'cle',
  'dri',
  'fro',
  'gul',
  'jam',
  'kel',
  'lou',
  'mir',
  'nab',
  'pro',
  'qui',
  'rus',
  'sel',
  'tov',
  'vaz',
  'wen',
  'xim',
  'yor',
  'zeb',
]

/** A surname that nobody has and no other message holds. */
function surname(n: number): string {
  const parts = [n % 20, Math.floor(n / 20) % 20, Math.floor(n / 400) % 20].map((i) => SYLLABLES[i]!).join('')
  return `${parts[0]!.toUpperCase()}${parts.slice(1)}ardo`
}

const cpf: Make = (n) =>
  complete(digits(n, 9), 2, isCpf).replace(
    /(.{3})(.{3})(.{3})(.{2})/u,
    n % 2 === 0 ? '$1.$2.$3-$4' : '$1$2$3$4',
  )
const card: Make = (n) =>
  complete(`4${digits(n, 14)}`, 1, isCardNumber).replace(/(.{4})(?=.)/gu, n % 2 === 0 ? '$1 ' : '$1')
const cuit: Make = (n) => complete(`27${digits(n, 7)}`, 2, isCuit).replace(/(..)(.{8})(.)/u, '$1-$2-$3')
const phone: Make = (n) => `(11) 9${digits(n, 8).replace(/(.{4})/u, '$1-')}`
const email: Make = (n) => `${surname(n).toLowerCase()}${n}@caixa.example`
const address: Make = (n) => `Rua ${surname(n)} das Flores, ${1000 + (n % 8000)}, apto ${n % 90}`
const calle: Make = (n) => `Calle ${surname(n)} ${1000 + (n % 8000)}`
const street: Make = (n) => `${1000 + (n % 8000)} ${surname(n)} Street`
const name: Make = (n) => `Helena ${surname(n)}`
const dni: Make = (n) => digits(n, 8).replace(/^0/u, '3')
const pix: Make = (n) => `${digits(n, 8)}-a1b2-4c3d-a4e5-${digits(n, 12)}`

/** How people give them away, before or after what they ask. */
const WAYS: readonly [keyof typeof ASKS, (value: string) => string, Make][] = [
  ['pt', (v) => `meu cpf é ${v}.`, cpf],
  ['pt', (v) => `segue o cartão ${v}, validade 08/29.`, card],
  ['pt', (v) => `me chama no zap ${v}.`, phone],
  ['pt', (v) => `meu e-mail: ${v}.`, email],
  ['pt', (v) => `moro na ${v}.`, address],
  ['pt', (v) => `meu nome é ${v}.`, name],
  ['pt', (v) => `minha esposa ${v} comprou aí.`, name],
  ['pt', (v) => `minha chave pix é ${v}.`, pix],
  ['es', (v) => `mi dni es ${v}.`, dni],
  ['es', (v) => `mi cuit es ${v}.`, cuit],
  ['es', (v) => `la tarjeta ${v} fue rechazada.`, card],
  ['es', (v) => `me llamo ${v}.`, name],
  ['es', (v) => `mi correo es ${v}.`, email],
  ['es', (v) => `vivo en ${v}.`, calle],
  ['en', (v) => `my card is ${v}.`, card],
  ['en', (v) => `my name is ${v}.`, name],
  ['en', (v) => `email me at ${v}.`, email],
  ['en', (v) => `I live at ${v}.`, street],
  ['en', (v) => `my Brazilian CPF is ${v}.`, cpf],
]

/** The n-th message of the leak test: something personal, and a question that the test's entries answer. */
export function plantPersonalData(n: number): PlantedMessage {
  const [language, give, make] = WAYS[n % WAYS.length]!
  const value = make(n)
  const contactName = `Zoraide ${surname(n + 4_000)}`
  const parts = [give(value), ASKS[language]]
  const plain = value.replace(/\D/gu, '')
  return {
    language,
    text: (n % 3 === 0 ? parts.reverse() : parts).join(' '),
    contactName,
    secrets: [value, ...(plain.length >= 8 ? [plain] : []), surname(n + 4_000)],
  }
}

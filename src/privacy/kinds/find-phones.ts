import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { allOf, matchPattern } from '../match-pattern.ts'
import { isOrderBefore } from '../read-before.ts'

const PHONE_BEFORE =
  /(?<!\p{L})(?:tel[eé]?f?\.?|telefone|tel[eé]fono|fono|fone|celular|celu?\.?|whats(?:app)?|wpp|wsp|zap|phone|mobile|cell|n[uú]mero|number|lig(?:ar|a|ue)|llam(?:ar|ame|eme|en(?:me)?)|ll[aá]mame|m[aá]rqu\p{L}+|escr[ií]b\p{L}+|call|text|ring|reach|contato|contacto|contact|cham(?:a|e|ar)|comun[ií]qu\p{L}+|mensagem|mensaje|pix)(?!\p{L})\s*(?:(?:(?:fixo|fijo|m[oó]vil|casa|de|do|da|del|pra|para|contato|contacto|mudou|agora|ahora|é|es|is|o|no|on|at|al|me|my|mi|meu|us|loja|minha|mãe)|[,:.])\s*){0,6}[:.]?\s*$/iu

/** Countries whose numbers people write without their code. */
const COUNTRIES: readonly CountryCode[] = ['BR', 'MX', 'AR', 'CL', 'CO', 'PE', 'US', 'GB']

const digits = (text: string) => text.replace(/\D/gu, '')
const isYears = (match: string) => /^(?:19|20)\d{2}\s*[-–/ ]\s*(?:19|20)\d{2}$/u.test(match.trim())
const isDate = (match: string) =>
  /^(?:19|20)\d{2}[-. ]?(?:0[1-9]|1[0-2])[-. ]?(?:0[1-9]|[12]\d|3[01])(?!\d)/u.test(match)

/** A valid number of one of the countries; a mobile one of Brazil is told before any look-up. */
function isNational(match: string): boolean {
  const plain = digits(match)
  if (plain.length < 8 || plain.length > 13) return false
  if (/^0?[1-9]\d9\d{8}$/u.test(plain)) return true
  return COUNTRIES.some((country) => parsePhoneNumberFromString(plain, country)?.isValid() === true)
}

/** Of a machine on a network. */
const isAddress = (match: string) => /^(?:\d{1,3}\.){3}\d{1,3}$/u.test(match)
const isCalled = (match: string, before: string) =>
  PHONE_BEFORE.test(before) && !isYears(match) && !isAddress(match)
const isLikely = (match: string, before: string) =>
  !isOrderBefore(before) && !isYears(match) && !isDate(match) && !isAddress(match) && isNational(match)

/** In front of a number: not the rest of a longer one, of a price or of a code. */
const START = '(?<![\\d+/]|\\d[.,-]|\\$ ?|[A-Z]{2}-?)'
const END = '(?!\\d|[.,/-]\\d)'

/**
 * Phones of Brazil, Latin America, the USA and Britain. With a `+`, brackets or a word such as “zap” in front, whatever
 * looks like a number is one; otherwise it must be valid somewhere and not follow the word for an order.
 */
export const findPhones = allOf(
  matchPattern(
    'PHONE',
    /(?<![\d+])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){1,5}\d{2,5}(?!\d)/gu,
    (match) => digits(match).length >= 8 && digits(match).length <= 15,
  ),
  matchPattern(
    'PHONE',
    new RegExp(`${START}\\(\\s?0?\\d{2,3}\\s?\\)\\s?\\d(?:[\\s.-]?\\d){6,8}${END}`, 'gu'),
  ),
  matchPattern('PHONE', new RegExp(`${START}\\(?\\d(?:[\\s.()-]{0,2}\\d){6,12}${END}`, 'gu'), isCalled),
  matchPattern('PHONE', new RegExp(`${START}\\d{1,5}(?:[ .-]\\d{1,5}){1,4}${END}`, 'gu'), isLikely),
  matchPattern('PHONE', new RegExp(`${START}\\d{10,13}${END}`, 'gu'), isLikely),
  matchPattern(
    'PHONE',
    new RegExp(`${START}(?:9[\\s.]?)?\\d{4}[\\s-]\\d{4}${END}`, 'gu'),
    (match, before) => !isYears(match) && !isOrderBefore(before),
  ),
  matchPattern(
    'PHONE',
    new RegExp(`${START}9\\d{2} ?\\d{3} ?\\d{3}${END}`, 'gu'),
    (_, before) => !isOrderBefore(before),
  ),
)

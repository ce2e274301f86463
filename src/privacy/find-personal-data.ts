import { isCardNumber, isCnpj, isCpf, isIban } from './check-digits.ts'
import type { Span } from './find-names.ts'

interface Pattern {
  readonly kind: string
  readonly pattern: RegExp
  /** Whether a match counts; `before` are the up to 24 characters in front of it. */
  readonly counts?: (match: string, before: string) => boolean
}

// Numbers of orders, invoices and parcels are no personal data and are needed to understand a message.
const ORDER_BEFORE =
  /(?:pedido|compra|order|orden|protocolo|ticket|chamado|nota(?: fiscal)?|nf-?e?|fatura|factura|invoice|boleto|rastreio|rastreamento|tracking|gu[ií]a|reserva|booking|c[oó]digo|sku|ean|ref\.?|n[º°.]|no\.|#)\s*(?:é|es|is|number|n[uú]mero)?\s*[:#nº°.]*\s*$/iu
// Capitals right before a number make it a code, such as a parcel's.
const CODE_BEFORE = /[A-Z]{2,}$/u
const PHONE_BEFORE =
  /(?:tel\.?|telefone|tel[eé]fono|fone|celular|cel\.?|whats(?:app)?|wpp|zap|phone|mobile|n[uú]mero|number|ligar|llamar|call|contato|contacto|chama|me liga)\s*(?:(?:é|es|is|o|no|at|al|para|pra|me|on|do|de)\s*)*[:.]?\s*$/iu

const isNotOrder = (_: string, before: string) => !ORDER_BEFORE.test(before) && !CODE_BEFORE.test(before)
const digits = (text: string) => text.replace(/\D/gu, '')
const isYears = (match: string) => /^(?:19|20)\d{2}\s*[-–/ ]\s*(?:19|20)\d{2}$/u.test(match.trim())

const STREET =
  'rua|r\\.|av\\.?|avenida|alameda|al\\.|travessa|tv\\.|praça|praca|rodovia|rod\\.|estrada|largo|calle|carrera|cra\\.?|kra\\.?|jir[oó]n|pasaje|diagonal|transversal|blvd\\.?|bulevar|calzada'
const UNIT =
  '(?:\\s{0,4}[,-]?\\s{0,4}(?:apto?\\.?|apartamento|ap\\.?|bloco|bl\\.?|casa|depto\\.?|departamento|piso|int(?:erior)?\\.?|sala|conjunto|torre|unit|suite|#)\\s{0,4}\\w{1,6}){0,3}'

/** In order: what comes first claims its characters. Kinds are listed in redact-text.ts. */
const PATTERNS: readonly Pattern[] = [
  {
    kind: 'EMAIL',
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu,
  },
  {
    kind: 'PIX_KEY',
    pattern: /\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b/giu,
  },
  { kind: 'IBAN', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/giu, counts: isIban },
  { kind: 'CNPJ', pattern: /\b[A-Z0-9]{2}\.[A-Z0-9]{3}\.[A-Z0-9]{3}\/[A-Z0-9]{4}-\d{2}\b/giu },
  { kind: 'CNPJ', pattern: /(?<![\d.-])\d{14}(?!\d)/gu, counts: isCnpj },
  { kind: 'CPF', pattern: /(?<!\d)\d{3}[. ]\d{3}[. ]\d{3}[-. ]\d{2}(?!\d)/gu },
  { kind: 'CPF', pattern: /(?<!\d)\d{9}-\d{2}(?!\d)/gu },
  { kind: 'CPF', pattern: /(?<=\bcpf\b\D{0,12})\d[\d. -]{7,12}\d/giu },
  { kind: 'CPF', pattern: /(?<!\d|\d[.,-])\d{11}(?![\d.,]?\d)/gu, counts: isCpf },
  { kind: 'CARD', pattern: /(?<!\d|\d[.,-])(?<!\+)(?:\d[ -]?){12,18}\d(?!\d)/gu, counts: isCardNumber },
  {
    kind: 'SECURITY_CODE',
    pattern: /(?<=\b(?:cvv2?|cvc|c[oó]digo de seguran[çc]a|c[oó]digo de seguridad)\b\D{0,8})\d{3,4}\b/giu,
  },
  {
    // A code or password that somebody gives away: the word for it, and what follows with a digit in it.
    kind: 'SECRET',
    pattern:
      /(?<=\b(?:senha|contrase[ñn]a|clave|password|passcode|pin|token|otp|c[oó]digo (?:de )?(?:verifica[çc][ãa]o|verificaci[oó]n|seguran[çc]a|acesso|acceso)|verification code)\b[^\n\d]{0,16}?[\s:=])(?=\S{0,30}\d)\S{4,31}/giu,
  },
  {
    kind: 'ID',
    pattern:
      /(?<=\b(?:rg|dni|rut|run|cuit|cuil|curp|rfc|ine|nit|c[eé]dula|passaporte|pasaporte|passport|ssn|identidade|cnh)\b[\s:nº°.]{0,6}(?:(?:é|es|is|number|n[uú]mero)\s{1,4})?)[A-Z]{0,4}\d[\dA-Z.-]{4,18}[\dA-Z]/giu,
  },
  { kind: 'ID', pattern: /(?<![\d.])\d{1,2}\.\d{3}\.\d{3}-[\dxk](?![\dA-Za-z])/giu },
  { kind: 'ID', pattern: /(?<!\d)\d{2}-\d{8}-\d(?!\d)/gu },
  { kind: 'ID', pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/gu },
  { kind: 'ID', pattern: /\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d\b/giu },
  {
    kind: 'BIRTHDATE',
    pattern:
      /(?<=\b(?:nasci(?:d[oa]|mento)?|nac[ií](?:do|da|miento)?|born|birth(?:day|date)?|dob|anivers[aá]rio)\b[^\d\n]{0,12})\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?/giu,
  },
  {
    kind: 'ADDRESS',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${STREET})\\s{1,4}(?:[\\p{L}\\d.'’-]{1,30}\\s{1,4}){0,6}?[\\p{L}\\d.'’-]{0,30}[\\p{L}\\d][,.]?\\s{0,4}(?:n[º°o.]{0,3}\\s{0,4}|#\\s{0,4}|n[uú]mero\\s{0,4})?\\d{1,5}(?:\\s{0,4}-\\s{0,4}\\d{1,4})?(?![\\d.,]*\\d)\\b${UNIT}`,
      'giu',
    ),
  },
  {
    kind: 'ADDRESS',
    pattern:
      /\b\d{1,5}\s{1,4}(?:[\p{Lu}][\p{L}.'’-]{0,30}\s{1,4}){1,4}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|square|sq)\b\.?(?:,?\s*(?:apt|unit|suite|#)\.?\s*\w{1,6})?/giu,
    counts: (match) => /^\d+\s+\p{L}/u.test(match),
  },
  { kind: 'CEP', pattern: /(?<![\d.-])\d{2}\.?\d{3}-\d{3}(?![\d-])/gu },
  { kind: 'CEP', pattern: /(?<=\bcep\b\D{0,8})\d{8}\b/giu },
  {
    kind: 'PHONE',
    pattern: /(?<![\d+])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){1,5}\d{2,5}(?!\d)/gu,
    counts: (match) => digits(match).length >= 8 && digits(match).length <= 15,
  },
  {
    kind: 'PHONE',
    pattern:
      /(?<!\d|\d[.,/-]|\$ ?)(?:\(\s?0?\d{2,3}\s?\)|0?\d{2,3}(?=[\s.-]))?[\s.-]?(?:9[\s.]?)?\d{4}[\s.-]\d{4}(?!\d|[.,-]\d)/gu,
    counts: (match, before) => !isYears(match) && isNotOrder(match, before),
  },
  {
    kind: 'PHONE',
    pattern: /(?<!\d|\d[.,/-]|\$ ?)(?:1[\s.-])?(?:\(\d{3}\)|\d{3})[\s.-]?\d{3}[\s.-]\d{4}(?!\d|[.,-]\d)/gu,
    counts: isNotOrder,
  },
  { kind: 'PHONE', pattern: /(?<!\d|\d[.,/-]|\$ ?)\(0?\d{2,3}\)\s?\d{7,9}(?!\d)/gu },
  { kind: 'PHONE', pattern: /(?<!\d|\d[.,-]|\$ ?)\d{2}\s\d{8,9}(?!\d)/gu, counts: isNotOrder },
  { kind: 'PHONE', pattern: /(?<!\d|\d[.,-]|\$ ?)\d{10,13}(?![\d]|[.,]\d)/gu, counts: isNotOrder },
  {
    kind: 'PHONE',
    pattern: /(?<!\d|\d[.,-]|\$ ?)(?:\d[\s.-]?){7,12}\d(?![\d]|[.,]\d)/gu,
    counts: (match, before) => PHONE_BEFORE.test(before) && !isYears(match),
  },
  { kind: 'PHONE', pattern: /(?<!\d|\d[.,-]|\$ ?)9\d{8}(?![\d]|[.,]\d)/gu, counts: isNotOrder },
  { kind: 'HANDLE', pattern: /(?<![\p{L}\p{N}._/@-])@[a-z0-9_](?:[a-z0-9_.]{1,28})[a-z0-9_]/giu },
]

/** Spans of personal data in a text, in order, without overlaps. Precision yields to recall: what is hidden comes back. */
export function findPersonalData(text: string): Span[] {
  const spans: Span[] = []
  for (const { kind, pattern, counts } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const lead = match[0].length - match[0].trimStart().length
      const start = match.index + lead
      const end = match.index + match[0].trimEnd().length
      if (spans.some((span) => start < span.end && span.start < end)) continue
      if (counts !== undefined && !counts(text.slice(start, end), text.slice(Math.max(0, start - 24), start)))
        continue
      spans.push({ kind, start, end })
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}

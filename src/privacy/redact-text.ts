import { findNames } from './find-names.ts'
import { findPersonalData } from './find-personal-data.ts'
import { KINDS, type Kind, type Span } from './span.ts'

/** What an anonymised text goes back through: `unresolved` where a placeholder is left that stands for nothing. */
export interface Restored {
  readonly text: string
  readonly unresolved: boolean
}

export interface Redaction {
  /** A text that a customer wrote: the names known so far are taken out too. */
  hide(text: string): string
  /** A text of the shop's own: its phones and addresses are taken out, but a display name such as “Flor” is left in. */
  hidePublic(text: string): string
  restore(text: string): Restored
}

const ANY_KIND = KINDS.join('|')
// Whatever looks like a placeholder, with its brackets lost or replaced too.
const PLACEHOLDER = new RegExp(
  `[[({<]\\s*(?:${ANY_KIND})[_ ]\\d+\\s*[\\])}>]|\\b(?:${ANY_KIND})_\\d+\\b|\\[(?:${ANY_KIND})\\]`,
  'giu',
)

/** What is known of whom a text is about. */
export interface Known {
  readonly contactName: string | null
  /** The workspace's masks for order numbers: see `orderNumberFinder`. */
  readonly orderMasks?: readonly string[]
}

/** The text with personal data replaced by placeholders such as `[EMAIL_1]`; for logs and summaries. */
export function redactText(text: string): string {
  return openRedaction({ contactName: null, texts: [text] }).hide(text)
}

/** Several texts under one mapping: the same value has the same placeholder in all of them. */
export function redact(
  texts: readonly string[],
  known: Known,
): { readonly texts: string[]; restore(text: string): Restored } {
  const redaction = openRedaction({ ...known, texts })
  return { texts: texts.map((text) => redaction.hide(text)), restore: redaction.restore }
}

/**
 * One mapping for a whole request. `texts` is read for names that people give (“meu nome é …”), so that a name is taken
 * out of every text and not only where it was given.
 */
export function openRedaction(known: Known & { readonly texts: readonly string[] }): Redaction {
  const placeholders = new Map<string, string>()
  const values = new Map<string, string>()
  const counts = new Map<string, number>()
  const names = findNames(known.texts, known.contactName)

  const placeholderOf = (kind: Kind, value: string): string => {
    const key = `${kind}:${canonical(kind, value)}`
    const existing = placeholders.get(key)
    if (existing !== undefined) return existing
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    const placeholder = `[${kind}_${number}]`
    placeholders.set(key, placeholder)
    values.set(placeholder, value)
    return placeholder
  }
  const replace = (text: string, spans: readonly Span[]) => {
    let out = ''
    let at = 0
    for (const span of spans) {
      if (span.start < at) continue
      out += text.slice(at, span.start) + placeholderOf(span.kind, text.slice(span.start, span.end))
      at = span.end
    }
    return out + text.slice(at)
  }
  const find = (text: string) => findPersonalData(text, known.orderMasks)
  return {
    hidePublic: (text) => replace(defuse(text), find(defuse(text))),
    hide(text) {
      const plain = defuse(text)
      return replace(plain, [...find(plain), ...names.in(plain)].sort(byStart))
    },
    restore(text) {
      let unresolved = false
      const restored = text.replace(PLACEHOLDER, (placeholder) => {
        const value = values.get(placeholder)
        if (value === undefined) unresolved = true
        return value ?? placeholder
      })
      return { text: restored, unresolved }
    },
  }
}

/** A placeholder that somebody typed must not be filled with somebody's data later: its brackets are rounded. */
function defuse(text: string): string {
  return text.replace(PLACEHOLDER, (typed) => `(${typed.replace(/[[\](){}<>]/gu, '').replace('_', ' no. ')})`)
}

/** One value, however it is written: digits for numbers, small letters for the rest. */
const BY_DIGITS: ReadonlySet<Kind> = new Set([
  'PHONE',
  'CPF',
  'CNPJ',
  'CEP',
  'CARD',
  'IBAN',
  'RG',
  'DNI',
  'CUIT',
  'RUT',
  'CEDULA',
])

function canonical(kind: Kind, value: string): string {
  const plain = value.toLowerCase().replace(/\s+/gu, ' ').trim()
  if (BY_DIGITS.has(kind)) return plain.replace(/[^a-z\d]/gu, '')
  return kind === 'NAME' ? plain.normalize('NFD').replace(/\p{M}/gu, '') : plain
}

// Where two begin together, the longer one counts.
function byStart(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end
}

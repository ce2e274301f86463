import type { NormalisedText } from '../normalise-text.ts'

export const TOKEN_KINDS = [
  'word',
  'number',
  'money',
  'phone',
  'link',
  'email',
  'mention',
  'emoji',
  'mark',
] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** UTF-16 offsets into the normalised text. */
  readonly start: number
  readonly end: number
}

// Every repetition in front of a required character is bounded, so that no text costs more than linear time.
const PARTS = [
  String.raw`(?<email>[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]{2,10}(?:\.[a-z]{2})?)`,
  String.raw`(?<link>(?:https?:\/\/|www\.)\S+|[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,40}){0,3}\.(?:com|net|org|br|io|me|ly|gg|cc|tk|ru|us|uk|link|shop|store|xyz|info|top|online|site|club|live|app|co|mx|ar|cl|es|pt|pe)(?![a-z0-9])(?:\/\S*)?)`,
  '(?<mention>@[a-z0-9_.]{2,40})',
  String.raw`(?<money>(?:r\$|us\$|u\$s|\$|€|£)\s{0,2}\d[\d.,]*(?:k\b)?|\d[\d.,]{0,12}\s?(?:reais|dolares|dollars|euros|usd|brl|mxn|eur|pesos|soles|btc|€|£|\$))`,
  String.raw`(?<number>\+?\d[\d.,:/()-]*\d%?|\(\d{2,3}\)\s?\d[\d\s-]{6,12}|\d%?)`,
  String.raw`(?<word>[\p{L}\p{N}]+(?:'[\p{L}]{1,4})?)`,
  String.raw`(?<emoji>\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u2640\u2642]|[\u{1f1e6}-\u{1f1ff}]{2}|[:;=]-?[)(dp])`,
  '(?<mark>[!?]{1,3}|["#$%…])',
]
const TOKEN = new RegExp(PARTS.join('|'), 'gu')

/** The words, numbers, links, emoji and telling marks of a normalised text, in order. */
export function splitTokens({ text }: NormalisedText): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups!
    const start = match.index
    const found = match[0]
    let kind: TokenKind = 'mark'
    if (groups.word !== undefined) kind = 'word'
    else if (groups.number !== undefined) kind = countDigits(found) >= 8 ? 'phone' : 'number'
    else if (groups.emoji !== undefined) kind = 'emoji'
    else if (groups.money !== undefined) kind = 'money'
    else if (groups.link !== undefined) kind = 'link'
    else if (groups.mention !== undefined) kind = 'mention'
    else if (groups.email !== undefined) kind = 'email'
    tokens.push({ kind, text: found, start, end: start + found.length })
  }
  return tokens
}

function countDigits(text: string): number {
  let digits = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) digits += 1
  }
  return digits
}

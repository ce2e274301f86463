import { type NormalisedText, normaliseText } from '../normalise-text.ts'
import type { Stretch } from './extract-features.ts'
import { type ClassTable, findClasses, type Item } from './find-classes.ts'
import { splitTokens, type Token } from './split-tokens.ts'

/** A text as the classifier reads it: items with offsets into the text as given. */
export interface ReadText extends Stretch {
  readonly normalised: NormalisedText
}

const HEAD = 10_000
const TAIL = 2_000

/** Reads a text; of one longer than 12,000 UTF-16 units the first 10,000 and the last 2,000. */
export function readText(table: ClassTable, original: string): ReadText {
  const normalised = original.length > HEAD + TAIL ? readEnds(original) : normaliseText(original)
  const tokens = splitTokens(normalised)
  const items = findClasses(table, tokens)
  const { breaks, quoted } = findBreaks(normalised.text, items)
  return { normalised, items, breaks, quoted, shape: describeShape(original, normalised, tokens) }
}

function readEnds(original: string): NormalisedText {
  const head = normaliseText(original.slice(0, HEAD))
  const from = original.length - TAIL
  const tail = normaliseText(original.slice(from))
  const join = (a: Uint32Array, b: Uint32Array, gap: number) => {
    const all = new Uint32Array(a.length + 1 + b.length)
    all.set(a)
    all[a.length] = gap
    all.set(
      b.map((x) => x + from),
      a.length + 1,
    )
    return all
  }
  return {
    text: `${head.text}\n${tail.text}`,
    starts: join(head.starts, tail.starts, HEAD),
    ends: join(head.ends, tail.ends, HEAD),
  }
}

/** Where sentences begin, and what stands inside double quotes. */
function findBreaks(text: string, items: readonly Item[]): { breaks: Uint8Array; quoted: Uint8Array } {
  const breaks = new Uint8Array(items.length)
  const quoted = new Uint8Array(items.length)
  let end = 0
  let isQuoted = false
  for (const [i, { token, end: itemEnd }] of items.entries()) {
    for (let k = end; k < token.start; k += 1) {
      const code = text.charCodeAt(k)
      if (code === 46 || code === 10 || code === 59) breaks[i] = 1
    }
    if (i === 0 || (token.kind === 'mark' && token.text !== '"')) breaks[i] = 1
    if (token.text === '"') isQuoted = !isQuoted
    else if (isQuoted) quoted[i] = 1
    end = itemEnd
  }
  // A quote that is never closed is none.
  if (isQuoted) quoted.fill(0)
  return { breaks, quoted }
}

const bucket = (n: number) => (n <= 2 ? n : n <= 4 ? 4 : n <= 8 ? 8 : n <= 16 ? 16 : n <= 32 ? 32 : 64)

function describeShape(original: string, normalised: NormalisedText, tokens: readonly Token[]): string[] {
  const counts: Record<string, number> = {}
  let evaded = 0
  for (const { kind, text, start, end } of tokens) {
    const name = kind === 'mark' ? `mark${text[0]}` : kind
    counts[name] = (counts[name] ?? 0) + 1
    if (kind !== 'word') continue
    const span = normalised.ends[end - 1]! - normalised.starts[start]!
    if (
      span > text.length + 2 &&
      /[^\p{L}]/u.test(original.slice(normalised.starts[start]!, normalised.ends[end - 1]!))
    )
      evaded += 1
  }
  const shape = Object.entries(counts).map(([name, n]) => `${name}${bucket(n)}`)
  for (const name of Object.keys(counts)) shape.push(name)
  if (evaded > 0) shape.push('evaded')
  const head = original.slice(0, 2_000)
  const upper = head.match(/\p{Lu}/gu)?.length ?? 0
  const letters = head.match(/\p{L}/gu)?.length ?? 0
  if (letters >= 6) shape.push(`capitals${Math.round((upper / letters) * 4)}`)
  shape.push(`long${bucket(tokens.length)}`, letters === 0 ? 'wordless' : 'worded')
  return shape
}

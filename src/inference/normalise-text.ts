import { circledLetter, LEET, LOOK_ALIKES, SPECIAL_LETTERS } from './look-alikes.ts'

/**
 * A text with evasion undone: lower case, no accents, plain letters. `starts[i]` and `ends[i]` are the UTF-16 offsets,
 * in the text as given, of what became the i-th UTF-16 unit of `text`.
 */
export interface NormalisedText {
  readonly text: string
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** Units that are being worked on: character codes with the span of the original that each stands for. */
interface Units {
  codes: Uint32Array
  starts: Uint32Array
  ends: Uint32Array
  length: number
}

/**
 * Folds accents, full-width and look-alike letters, drops invisible characters, and joins what was spaced, dotted or
 * spelt with digits to get past a filter. Emoji, numbers, links and mentions keep their form. Linear in the length.
 */
export function normaliseText(original: string): NormalisedText {
  const units = foldCharacters(original)
  joinSpacedLetters(units)
  undoLeetspeak(units)
  collapseRepeats(units)
  let text = ''
  for (let at = 0; at < units.length; at += 4096) {
    text += String.fromCharCode(...units.codes.subarray(at, Math.min(units.length, at + 4096)))
  }
  return {
    text,
    starts: units.starts.slice(0, units.length),
    ends: units.ends.slice(0, units.length),
  }
}

const INVISIBLE = /[\p{Cf}\p{M}\u115f\u1160\u3164\uffa0]/u
const OTHER_SCRIPT = /[\u0370-\u03ff\u0400-\u052f]/g

/** One pass over the code points: lower case, compatibility forms and accents folded, invisible characters dropped. */
function foldCharacters(original: string): Units {
  const units: Units = {
    codes: new Uint32Array(original.length * 4 + 16),
    starts: new Uint32Array(original.length * 4 + 16),
    ends: new Uint32Array(original.length * 4 + 16),
    length: 0,
  }
  const isLatin = (original.match(OTHER_SCRIPT)?.length ?? 0) * 2 < original.length
  for (let at = 0; at < original.length; ) {
    const code = original.codePointAt(at)!
    const end = at + (code > 0xffff ? 2 : 1)
    if (code < 0x80) push(units, code >= 65 && code <= 90 ? code + 32 : code, at, end)
    else for (const unit of foldCodePoint(code, isLatin)) push(units, unit, at, end)
    at = end
  }
  return units
}

const folded = new Map<number, readonly number[]>()

/** The units that a code point outside ASCII becomes; remembered, as texts use few of them. */
function foldCodePoint(code: number, isLatin: boolean): readonly number[] {
  const key = code * 2 + (isLatin ? 1 : 0)
  const known = folded.get(key)
  if (known !== undefined) return known
  const result = foldUnseen(code, isLatin)
  if (folded.size < 20_000) folded.set(key, result)
  return result
}

function foldUnseen(code: number, isLatin: boolean): readonly number[] {
  const character = String.fromCodePoint(code)
  // The joiner and the variation selector hold emoji together, which are read one by one here.
  if (INVISIBLE.test(character)) return []
  const circled = circledLetter(code)
  if (circled !== null) return [circled]
  const special = SPECIAL_LETTERS[character]
  if (special !== undefined) return [...special].map((c) => c.charCodeAt(0))
  const alike = isLatin ? LOOK_ALIKES[character] : undefined
  if (alike !== undefined) return [alike.charCodeAt(0)]
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const units = [...(plain.length > 4 ? plain.slice(0, 4) : plain)]
  return units
    .map((c) => (isLatin ? (LOOK_ALIKES[c] ?? c) : c))
    .join('')
    .split('')
    .map((c) => c.charCodeAt(0))
}

function push(units: Units, code: number, start: number, end: number): void {
  units.codes[units.length] = code
  units.starts[units.length] = start
  units.ends[units.length] = end
  units.length += 1
}

const isLetter = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 0xc0 && code < 0x2000) || code > 0x2e80
const isLatinLetter = (code: number) => code >= 97 && code <= 122
const isDigit = (code: number) => code >= 48 && code <= 57
const isWordUnit = (code: number) => isLetter(code) || isDigit(code)
const SEPARATORS = new Set([...' .-_*|/·•~,+'].map((c) => c.charCodeAt(0)))
const INNER = new Set([...'*_~·•|'].map((c) => c.charCodeAt(0)))

/**
 * "p i x", "p.i.x", "g-r-a-t-i-s" → one word: three or more single letters with the same separator between all of
 * them. A star, dot or bar inside a word ("mac*aco") is dropped likewise.
 */
function joinSpacedLetters(units: Units): void {
  const { codes } = units
  const dropped = new Uint8Array(units.length)
  for (let i = 0; i < units.length; i += 1) {
    const run = spacedRun(units, i)
    if (run.end > i) {
      if (run.isWord) for (let k = i + 1; k < run.end; k += 2) dropped[k] = 1
      i = run.end
    } else if (
      INNER.has(codes[i]!) &&
      i > 0 &&
      isLatinLetter(codes[i - 1]!) &&
      isLatinLetter(codes[i + 1]!)
    ) {
      // A name with underscores is a handle, not a word with a star in it.
      if (codes[i] !== 95 || !isPartOfHandle(units, i)) dropped[i] = 1
    }
  }
  compact(units, dropped)
}

/**
 * The last unit of the run of single letters that begins at `i` (or `i` itself), and whether it is a word: three or more
 * letters, not all of them vowels.
 */
function spacedRun({ codes, length }: Units, i: number): { end: number; isWord: boolean } {
  const none = { end: i, isWord: false }
  if (!isLetterOrLeet(codes[i]!) || (i > 0 && isWordUnit(codes[i - 1]!))) return none
  const separator = codes[i + 1]
  if (separator === undefined || i + 1 >= length || !SEPARATORS.has(separator)) return none
  let end = i
  let consonants = isConsonant(codes[i]!) ? 1 : 0
  while (end + 2 < length && codes[end + 1] === separator && isLetterOrLeet(codes[end + 2]!)) {
    if (end + 3 < length && isWordUnit(codes[end + 3]!)) break
    end += 2
    if (isConsonant(codes[end]!)) consonants += 1
  }
  return { end, isWord: (end - i) / 2 + 1 >= 3 && consonants > 0 }
}

const isLetterOrLeet = (code: number) => isLatinLetter(code) || code === 64 || code === 36
const isConsonant = (code: number) => isLatinLetter(code) && !'aeiou'.includes(String.fromCharCode(code))

function isPartOfHandle({ codes }: Units, i: number): boolean {
  for (let k = i - 1; k >= 0 && i - k < 40; k -= 1) {
    if (codes[k] === 64 || codes[k] === 35 || codes[k] === 47) return true
    if (!isWordUnit(codes[k]!) && codes[k] !== 95 && codes[k] !== 46) return false
  }
  return false
}

/** "gr4t1s", "m4c4c0", "$exo" → letters, inside words only: never in numbers, codes, prices, links or mentions. */
function undoLeetspeak(units: Units): void {
  const { codes } = units
  let start = 0
  for (let i = 0; i <= units.length; i += 1) {
    const code = i < units.length ? codes[i]! : 32
    if (code > 32 && !(code >= 0x2000 && code < 0x2e80)) continue
    if (i - start >= 3 && i - start <= 30) undoLeetIn(units, start, i)
    start = i + 1
  }
}

function undoLeetIn({ codes }: Units, from: number, to: number): void {
  let letters = 0
  let digits = 0
  let longest = 0
  for (let i = from, run = 0; i < to; i += 1) {
    const code = codes[i]!
    if (code === 47 || (code === 46 && isLatinLetter(codes[i + 1] ?? 0))) return
    run = isDigit(code) ? run + 1 : 0
    longest = Math.max(longest, run)
    if (isDigit(code)) digits += 1
    else if (isLatinLetter(code)) letters += 1
  }
  if (letters < 2 || digits >= letters + 1 || longest > 2) return
  const isMention = codes[from] === 64
  let replaced = 0
  for (let i = from + (isMention ? 1 : 0); i < to; i += 1) {
    const plain = LEET[codes[i]!]
    if (plain === undefined) continue
    const before = i > from && (isLatinLetter(codes[i - 1]!) || LEET[codes[i - 1]!] !== undefined)
    const after = i + 1 < to && (isLatinLetter(codes[i + 1]!) || LEET[codes[i + 1]!] !== undefined)
    const isInner = before && after && isLatinLetter(codes[i - 1]!)
    const isLead = codes[i] === 36 && i === from && letters >= 3 && isLatinLetter(codes[i + 1]!)
    if (
      isMention
        ? false
        : isInner
          ? hasLetterAfter(codes, i, to)
          : isLead || (before && replaced > 0 && isDigit(codes[i]!))
    ) {
      codes[i] = plain
      replaced += 1
    }
  }
}

function hasLetterAfter(codes: Uint32Array, i: number, to: number): boolean {
  for (let k = i + 1; k < to; k += 1) if (isLatinLetter(codes[k]!)) return true
  return false
}

/** Three or more of one letter become one ("looooove"); laughing ("kkkkk") becomes three. Digits stay. */
function collapseRepeats(units: Units): void {
  const { codes } = units
  const dropped = new Uint8Array(units.length)
  for (let i = 0; i < units.length; ) {
    let end = i + 1
    while (end < units.length && codes[end] === codes[i]) end += 1
    const run = end - i
    if (run >= 3 && !isDigit(codes[i]!)) {
      const isLaugh = codes[i] === 107 || codes[i] === 119
      const keep = isLaugh || !isLetter(codes[i]!) ? 3 : 1
      for (let k = i + keep; k < end; k += 1) dropped[k] = 1
      // The letter that stays stands for the whole run.
      units.ends[i + keep - 1] = units.ends[end - 1]!
    }
    i = end
  }
  compact(units, dropped)
}

function compact(units: Units, dropped: Uint8Array): void {
  let to = 0
  for (let i = 0; i < units.length; i += 1) {
    if (dropped[i] === 1) continue
    units.codes[to] = units.codes[i]!
    units.starts[to] = units.starts[i]!
    units.ends[to] = units.ends[i]!
    to += 1
  }
  units.length = to
}

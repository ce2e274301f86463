import { COMMON_NAMES } from './common-names.ts'
import { findBareNames } from './find-bare-names.ts'
import {
  ADDRESSED,
  BY,
  CALLED,
  DEAR,
  KIN,
  LABEL,
  PLAIN,
  SELF,
  SIGN_OFF,
  TITLE,
} from './name-introductions.ts'
import { isNoName, isPlaceOrBrand, isTelling, isWordToo, PARTICLES } from './name-words.ts'
import type { Span } from './span.ts'

/** The names that are known, to be found again in any text of the request. */
export interface KnownNames {
  in(text: string): Span[]
}

/** How a name must be written after an introduction to count: anyhow, or with a capital unless it is a common one. */
type Spelling = 'any' | 'capital' | 'common'

const NAME = "\\p{L}[\\p{L}'’.-]*"
const HONORIFIC =
  '(?:(?:[oa]|la|el) )?(?:(?:senhora?|señora?|srt?a?\\.?|dra?\\.?|don|doña|dona|seu|mrs?\\.?|ms\\.?|miss) )?'

const after = (introduction: string, gap: string): RegExp =>
  new RegExp(`(?<![\\p{L}])(?:${introduction})${gap}${HONORIFIC}((?:${NAME}[ \\t]{1,3}){0,4}${NAME})`, 'giu')

const INTRODUCTIONS: readonly (readonly [RegExp, Spelling])[] = [
  [after(PLAIN, '\\s{1,4}'), 'any'],
  [after(LABEL, '\\s{0,4}:\\s{0,4}'), 'capital'],
  [after(SELF, '\\s{1,4}'), 'capital'],
  [after(KIN, ',?\\s{1,4}'), 'capital'],
  [after(CALLED, '\\s{1,4}'), 'capital'],
  [after(TITLE, '\\.?\\s{1,4}'), 'capital'],
  [after(BY, '\\s{1,4}'), 'capital'],
  [after(DEAR, '\\s{1,4}'), 'capital'],
  [after('seu|aqui (?:é|e|eh)', '\\s{1,4}'), 'common'],
  [after(ADDRESSED, '[,!]?\\s{1,4}'), 'common'],
]

const CAPITALISED = "\\p{Lu}[\\p{L}'’-]+"
const FULL_NAME = `${CAPITALISED}(?:[ \\t](?:(?:d[aeo]s?|del|la|van|von)[ \\t]|\\p{Lu}\\.[ \\t])?${CAPITALISED}){0,4}`
// “Barnaby here, still waiting”, and a name alone at the end after thanks or a greeting.
const HERE = new RegExp(
  `^(?:[Oo]i|[Oo]lá|[Oo]la|[Hh]ola|[Hh]i|[Hh]ello|[Hh]ey|[Bb]om dia|[Bb]oa (?:tarde|noite)|[Bb]uen[oa]s (?:d[ií]as|tardes|noches))?[,!.\\s]{0,3}(${FULL_NAME}),? (?:aqui|acá|aquí|here|falando|hablando)(?=[,.!\\n]|$)|^(?:[Aa]quí|[Aa]qui|[Aa]cá) (${FULL_NAME})(?=[,.!]|$)`,
  'u',
)
// “Carla Nogueira cpf …”: two names at the least, right before other data.
const AHEAD = new RegExp(
  `^(${CAPITALISED} ${FULL_NAME})[,:;]? {1,3}(?=(?:cpf|rg|dni|curp|rfc|rut|cuit|c[eé]dula|tel|cel|fone|whats|zap|e-?mail|correo|phone|nasc|dob)|\\+\\d|\\(\\d|\\d{3,}|\\S{1,64}@)`,
  'u',
)
// “Ana Souza” anywhere: a common first name with a capital and another word with one; but streets and places have such names.
const PAIR = new RegExp(
  `(?<![\\p{L}\\d.@/-]|(?:[Rr]ua|[Aa]v\\.?|[Aa]venida|[Cc]alle|[Pp]raça|[Pp]laza|[Bb]airro|[Bb]arrio|[Ll]oja|[Ss]ão|[Ss]an|[Ss]anta) )(${CAPITALISED} ${FULL_NAME})`,
  'gu',
)
const SIGNED = new RegExp(
  `(?:^|[\\n.,!] {0,2})(?:${SIGN_OFF})[,.!]{0,3}[ \\t]{0,3}\\n?\\s{0,3}(?=\\p{L})`,
  'giu',
)
const NAME_LINE = new RegExp(`^(${FULL_NAME})[ \\t.!]{0,3}(?=\\n|$)`, 'u')

/** Reads the names given in the texts and the contact's own. */
export function findNames(texts: readonly string[], contactName: string | null): KnownNames {
  const names = new Set<string>()
  addName(names, wordsOf(contactName ?? ''))
  for (const text of texts)
    for (const words of [...namesGiven(text), ...findBareNames(text)]) addName(names, words)
  return { in: (text) => spansOf(text, names) }
}

function namesGiven(text: string): string[][] {
  const given = INTRODUCTIONS.flatMap(([pattern, spelling]) =>
    [...text.matchAll(pattern)].map((match) => nameIn(match[1]!, spelling)),
  )
  const here = HERE.exec(text)
  const alone = [
    here?.[1] ?? here?.[2],
    AHEAD.exec(text)?.[1],
    ...[...text.matchAll(PAIR)].map((match) => match[1]!).filter(isPersons),
    ...[...text.matchAll(SIGNED)].map(
      (match) => NAME_LINE.exec(text.slice(match.index + match[0].length))?.[1],
    ),
  ]
  for (const name of alone) {
    const words = name?.split(/\s+/u) ?? []
    if (words.length > 0 && !isNoName(words[0]!)) given.push(words)
  }
  return given
}

function isPersons(name: string): boolean {
  const [first = '', second = ''] = name.split(' ').map(fold)
  return COMMON_NAMES.has(first) && !isPlaceOrBrand(first, second)
}

/** The words of the match that belong to the name: it ends at a word that no name has. */
function nameIn(text: string, spelling: Spelling): string[] {
  const taken: string[] = []
  for (const word of text.split(/\s+/u)) {
    const plain = word.replace(/[.,'’]+$/u, '')
    const isParticle = PARTICLES.has(plain.toLowerCase()) && taken.length > 0
    if (!isParticle && !isSpelt(plain, spelling, taken.length)) break
    taken.push(plain)
    if (/[.]$/u.test(word) && plain.length > 1) break
  }
  return taken
}

function isSpelt(word: string, spelling: Spelling, position: number): boolean {
  if (isNoName(word)) return false
  const isCommon = COMMON_NAMES.has(fold(word))
  if (spelling === 'common' && position === 0)
    return isCommon && (/^\p{Lu}/u.test(word) || !isWordToo(fold(word)))
  // In a text that shouts, capitals say nothing.
  if (isCommon || /^\p{Lu}(?:\P{Lu}|$)/u.test(word) || (position > 0 && /^\p{Lu}/u.test(word))) return true
  return spelling === 'any' && position < 2
}

function addName(names: Set<string>, words: readonly string[]): void {
  for (const word of words) if (isTelling(word)) names.add(fold(word))
}

/** Neighbouring words of names count as one: “Ana Souza” has one placeholder. */
function spansOf(text: string, names: ReadonlySet<string>): Span[] {
  if (names.size === 0) return []
  const spans: Span[] = []
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}'’]*/gu)) {
    const word = match[0].replace(/['’]s?$/u, '')
    if (!names.has(fold(word))) continue
    const last = spans.at(-1)
    const end = match.index + word.length
    const between = last === undefined ? '' : text.slice(last.end, match.index)
    if (last !== undefined && BETWEEN.test(between)) spans[spans.length - 1] = { ...last, end }
    else spans.push({ kind: 'NAME', start: match.index, end })
  }
  return spans
}

const BETWEEN = /^(?:[ \t]|-)(?:(?:d[aeo]s?|del|la)[ \t]|\p{Lu}\.?[ \t]){0,2}$/iu

function wordsOf(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []
}

function fold(word: string): string {
  return word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}

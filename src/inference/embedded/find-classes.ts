import { HASH_START, hashText, hashUnit, mixHash } from './hash.ts'
import type { Token } from './split-tokens.ts'
import { AMBIGUOUS_TERMS, CLASS_NAMES, type ClassName, WORD_CLASSES } from './word-classes.ts'

/** Which words belong to which classes, by hash. Masks have bit k set for the k-th class of CLASS_NAMES. */
export interface ClassTable {
  readonly words: ReadonlyMap<number, number>
  readonly prefixes: ReadonlyMap<number, number>
  /** Phrases of 2 to 5 words, by the mixed hash of their words. */
  readonly phrases: ReadonlyMap<number, number>
  readonly ambiguous: ReadonlySet<number>
}

export const classBit = (name: ClassName) => 1 << CLASS_NAMES.indexOf(name)

/** Builds the table from the shipped words and the terms a model was trained with (folded, spaces within phrases). */
export function makeClassTable(extra: Partial<Record<ClassName, readonly string[]>> = {}): ClassTable {
  const words = new Map<number, number>()
  const prefixes = new Map<number, number>()
  const phrases = new Map<number, number>()
  const add = (map: Map<number, number>, key: number, bit: number) => map.set(key, (map.get(key) ?? 0) | bit)
  for (const name of CLASS_NAMES) {
    const bit = classBit(name)
    const own = WORD_CLASSES[name].split(/\s+/).map((term) => term.replaceAll('_', ' '))
    for (const term of [...own, ...(extra[name] ?? [])]) {
      const parts = term.split(' ')
      if (parts.length > 1) add(phrases, phraseHash(parts.map(hashText)), bit)
      else if (term.endsWith('*')) add(prefixes, hashText(term.slice(0, -1)), bit)
      else add(words, hashText(term), bit)
    }
  }
  const ambiguous = new Set(AMBIGUOUS_TERMS.split(' ').map((term) => hashText(term.replaceAll('_', ' '))))
  return { words, prefixes, phrases, ambiguous }
}

const MOST_WORDS = 5
const IDENTITY = classBit('group') | classBit('slur')

/** A token, or several that form one phrase of a class. */
export interface Item {
  readonly token: Token
  /** Hash of the words; the abstract word `<group>` where a group is named. */
  readonly hash: number
  readonly classes: number
  readonly isAbstract: boolean
  readonly end: number
}

const GROUP_WORD = hashText('<group>')

/** Tokens with their classes; a phrase that names a group becomes one item, so that no group has a word of its own. */
export function findClasses(table: ClassTable, tokens: readonly Token[]): Item[] {
  const hashes = tokens.map((token) => (token.kind === 'word' ? hashText(token.text) : hashKind(token)))
  const items: Item[] = []
  for (let i = 0; i < tokens.length; ) {
    const phrase = longestPhrase(table, tokens, hashes, i)
    const token = tokens[i]!
    const isWord = token.kind === 'word' || token.kind === 'emoji'
    const mask = phrase.mask | (isWord ? classesOf(table, token.text, hashes[i]!) : 0)
    // Emoji stay what they are: there are few, and which it is tells much.
    const isGroup = (mask & classBit('group')) !== 0 && token.kind === 'word'
    const length = isGroup || (phrase.mask & IDENTITY) !== 0 ? phrase.length : 1
    items.push({
      token,
      hash: isGroup ? GROUP_WORD : hashes[i]!,
      classes: mask,
      isAbstract: isGroup,
      end: tokens[i + length - 1]!.end,
    })
    i += length
  }
  return items
}

function classesOf(table: ClassTable, text: string, hash: number): number {
  let mask = table.words.get(hash) ?? 0
  if (table.ambiguous.has(hash)) mask &= ~IDENTITY
  let prefix = HASH_START
  for (let i = 0; i < text.length && i < 16; i += 1) {
    prefix = hashUnit(prefix, text.charCodeAt(i))
    if (i >= 1) mask |= table.prefixes.get(prefix) ?? 0
  }
  return mask
}

function longestPhrase(table: ClassTable, tokens: readonly Token[], hashes: readonly number[], i: number) {
  const found = { mask: 0, length: 1 }
  let hash = hashes[i]!
  for (let n = 2; n <= MOST_WORDS && i + n <= tokens.length; n += 1) {
    if (tokens[i + n - 1]!.kind !== 'word') break
    hash = mixHash(hash, hashes[i + n - 1]!)
    const mask = table.phrases.get(hash)
    if (mask !== undefined) {
      found.mask |= mask
      found.length = n
    }
  }
  return found
}

const phraseHash = (parts: readonly number[]) => parts.reduce((hash, part) => mixHash(hash, part))

/** Numbers are known by their form, links by their kind, the rest by what they are. */
function hashKind(token: Token): number {
  if (token.kind === 'emoji' || token.kind === 'mark') return hashText(token.text)
  if (token.kind === 'number') return hashText(`<number${Math.min(6, token.text.length)}>`)
  return hashText(`<${token.kind}>`)
}

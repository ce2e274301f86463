import type { Language } from '../domain/language.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { extractFacts } from '../responder/extract-facts.ts'
import type { Fact } from '../responder/fact.ts'
import { familyOf, isStated } from '../responder/match-fact.ts'
import { joinWords, type ReadWord, readWord, wantsOf } from './question-words.ts'

/** What two entries are compared by. */
export interface Comparable {
  readonly question: string
  readonly answer: string
  readonly variants: readonly string[]
  readonly language: Language
}

export interface Comparison {
  readonly kind: 'contradiction' | 'duplicate'
  /** What the answers differ in: `price`, `time`, `duration`, `yes_no`…; empty for duplicates. */
  readonly differs: readonly string[]
}

/**
 * Whether two entries of one language answer the same question, and then whether their answers agree. Words decide: a
 * question with a word of its own (“to Rio”, “for puppies”) that the other does not know is another question.
 */
export function compareEntries(one: Comparable, other: Comparable): Comparison | null {
  if (one.language !== other.language || !asksTheSame(one, other)) return null
  const differs = differencesOf(one, other)
  return { kind: differs.length > 0 ? 'contradiction' : 'duplicate', differs }
}

interface Wording {
  readonly wants: readonly string[]
  readonly words: readonly (ReadWord & { readonly stem: string })[]
}

function asksTheSame(one: Comparable, other: Comparable): boolean {
  const theirs = wordingsOf(other)
  return wordingsOf(one).some((a) =>
    theirs.some((b) => isCompatible(a.wants, b.wants) && isCovered(a, b) && isCovered(b, a)),
  )
}

function wordingsOf({ question, variants, language }: Comparable): Wording[] {
  return [question, ...variants].map((text) => {
    const terms = extractTerms(joinWords(text), language)
    const words = terms.flatMap((term, i) => {
      // The stem stands behind its word, marked by a leading 0.
      const stem = terms[i + 1]?.startsWith('0') ? terms[i + 1]! : term
      return term.startsWith('0') ? [] : [{ ...readWord(term), stem }]
    })
    return { wants: wantsOf(text), words }
  })
}

function isCompatible(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((want) => b.includes(want))
}

function isCovered(one: Wording, other: Wording): boolean {
  const stems = new Set(other.words.map((word) => word.stem))
  const topics = new Set(other.words.flatMap((word) => word.topics))
  return one.words.every(
    ({ isFrame, stem, topics: own }) => isFrame || stems.has(stem) || own.some((topic) => topics.has(topic)),
  )
}

function differencesOf(one: Comparable, other: Comparable): string[] {
  const [mine, theirs] = [factsByKind(one), factsByKind(other)]
  const differing = [...mine.keys()].filter((kind) => {
    const [a, b] = [mine.get(kind)!, theirs.get(kind)]
    // Who says more than the other does not contradict it.
    return b !== undefined && !areStated(a, b) && !areStated(b, a)
  })
  const isAsked = [one, other].some(({ question, language }) => YES_NO[language].test(question))
  return isAsked && isDenied(one) !== isDenied(other) ? [...differing, 'yes_no'] : differing
}

function areStated(claims: readonly Fact[], sources: readonly Fact[]): boolean {
  return claims.every((fact) => isStated(fact, sources))
}

function factsByKind({ answer, language }: Comparable): Map<string, Fact[]> {
  const facts = extractFacts(answer, language, 'source').map(toMinutes)
  return Map.groupBy(facts, (fact) => {
    const family = familyOf(fact)
    return family === 'quantity:minutes' ? 'duration' : family.replace('quantity:', '')
  })
}

const MINUTES: Readonly<Record<string, number>> = { months: 43_200, business_days: 1440 }

/** Days, working days and months are compared with each other. */
function toMinutes(fact: Fact): Fact {
  const minutes = fact.kind === 'quantity' ? MINUTES[fact.unit ?? ''] : undefined
  if (fact.kind !== 'quantity' || minutes === undefined) return fact
  return { ...fact, unit: 'minutes', base: fact.base.map((value) => value * minutes) }
}

/** What begins a question that is answered by yes or no. */
const YES_NO: Readonly<Record<Language, RegExp>> = {
  pt: /^(?:(?:voc[eê]s|vcs|a loja|o|a) )?(?:aceita\p{L}*|tem|t[eê]m|fazem?|posso|pode\p{L}*|d[aá]|abre\p{L}*|entrega\p{L}*|[eé]|vendem?|emitem?|preciso|h[aá]|existe\p{L}*|consigo|d[aã]o|cobra\p{L}*)(?!\p{L})/iu,
  es: /^[¿¡\s]*(?:(?:el|la) )?(?:acepta\p{L}*|tienen?|hay|hacen?|puedo|puede\p{L}*|se puede\p{L}*|abren?|env[ií]an?|entregan?|venden?|dan?|cobran?|es|existe\p{L}*)(?!\p{L})/iu,
  en: /^(?:do|does|is|are|can|could|may|will)(?!\p{L})/iu,
}
const SAYS_YES = /^[¡\s]*(?:sim|s[ií]|yes|claro|pode sim|com certeza|sure|of course|por supuesto)(?!\p{L})/iu
const DENIES: Readonly<Record<Language, RegExp>> = {
  pt: /(?<!\p{L})(?:n[aã]o|infelizmente|fechad[oa]s?|proibid[oa]s?|nunca)(?!\p{L})/iu,
  es: /(?<!\p{L})(?:no|nunca|cerrad[oa]s?|cerramos|lamentablemente|prohibid[oa]s?)(?!\p{L})/iu,
  en: /^no(?!\p{L})|(?<!\p{L})(?:not|never|closed|sorry|unfortunately|(?:have|has|is|are|there['’]s) no|\p{L}+n[’']t)(?!\p{L})/iu,
}

function isDenied({ answer, language }: Comparable): boolean {
  return !SAYS_YES.test(answer) && DENIES[language].test(answer.split(/[.;!\n]/u)[0]!)
}

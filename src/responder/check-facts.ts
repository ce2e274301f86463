import type { CheckFailure } from '../domain/draft.ts'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import { extractFacts } from './extract-facts.ts'
import type { Fact } from './fact.ts'
import { familyOf, isStated } from './match-fact.ts'

const FREE =
  /(?<!\p{L})(?:gr[aá]tis|gratuit[oa]s?|gratuitamente|de gra[cç]a|isent[oa]s?|sem (?:nenhum )?custo|sem cobran[cç]a|n[aã]o (?:tem custo|custa nada|cobramos|cobra)|por nossa conta|sin (?:ning[uú]n )?(?:costo|cargo)|no (?:tiene costo|cuesta nada|cobramos)|bonificad[oa]|for free|free of charge|free (?:shipping|delivery|returns?|exchanges?|pick-?up|trial|installation|parking|wifi|wi-fi)|(?:is|are|it's|completely|totally) free(?! (?:to|from|of(?! charge)))|at no (?:extra |additional )?(?:cost|charge)|no (?:extra )?charge|without (?:charge|cost)|we don[’']?t charge|complimentary|free)(?!\p{L})/giu
/** What “free” alone may mean is read from an entry generously, and from a draft only where it is about money. */
const IS_BARE_FREE = /^free$/iu

/**
 * Numbers, prices, dates, times, links and phones of a draft must stand in what it cites. A number that only the
 * customer named does not count: repeating it back (“yes, we have the 15 kg bag”) is how a draft confirms what no entry
 * says. `ownWords` are the workspace's own (its greeting) and count as a source.
 */
export function checkFacts(
  text: string,
  language: Language,
  cited: readonly Passage[],
  ownWords: readonly string[],
): CheckFailure[] {
  const sources = [
    ...cited.flatMap(factsOf),
    ...ownWords.flatMap((words) => extractFacts(words, language, 'source')),
  ]
  const failures = new Set<CheckFailure>()
  for (const claim of extractFacts(text, language, 'claim')) {
    if (!isStated(claim, sources)) failures.add(codeOf(claim))
  }
  if (saysFree(text) && !cited.some(({ entry }) => isFreeIn(`${entry.question} ${entry.answer}`, sources))) {
    failures.add('price_not_in_citation')
  }
  return [...failures]
}

/** A question's own numbers count only where the answer has none of the kind: “2 years?” – “No, one year.” */
function factsOf({ entry }: Passage): Fact[] {
  const answered = extractFacts(entry.answer, entry.language, 'source')
  const families = new Set(answered.map(familyOf))
  const asked = extractFacts(entry.question, entry.language, 'source').filter(
    (fact) => !families.has(familyOf(fact)),
  )
  return [...answered, ...asked]
}

function codeOf(claim: Fact): CheckFailure {
  switch (claim.kind) {
    case 'link':
    case 'email':
    case 'handle':
      return 'link_not_in_citation'
    case 'date':
      return 'date_not_in_citation'
    case 'quantity':
      return claim.unit?.startsWith('price:') ? 'price_not_in_citation' : 'number_not_in_citation'
    default:
      return 'number_not_in_citation'
  }
}

function saysFree(text: string): boolean {
  return [...text.matchAll(FREE)].some(([match]) => !IS_BARE_FREE.test(match))
}

function isFreeIn(text: string, sources: readonly Fact[]): boolean {
  const isZero = sources.some(
    (fact) => fact.kind === 'quantity' && fact.unit?.startsWith('price:') && fact.raw.includes(0),
  )
  return isZero || [...text.matchAll(FREE)].length > 0
}

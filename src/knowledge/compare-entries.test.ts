import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Language } from '../domain/language.ts'
import { type Comparable, compareEntries } from './compare-entries.ts'

interface Pair {
  readonly is_conflict: boolean
  readonly kind: string
  readonly one: { readonly question: string; readonly answer: string }
  readonly other: { readonly question: string; readonly answer: string }
}

const entry = (question: string, answer: string, language: Language = 'en'): Comparable => ({
  question,
  answer,
  variants: [],
  language,
})

const compare = (pair: Pair, language: Language) =>
  compareEntries(
    entry(pair.one.question, pair.one.answer, language),
    entry(pair.other.question, pair.other.answer, language),
  )

function readPairs(name: string): Pair[] {
  const file = new URL(`../../evals/contradictions/${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Pair)
}

/** How many of the conflicts were found, and how many of what was found were conflicts. */
function score(pairs: readonly Pair[], language: Language) {
  const flagged = pairs.filter((pair) => compare(pair, language)?.kind === 'contradiction')
  const right = flagged.filter((pair) => pair.is_conflict).length
  const conflicts = pairs.filter((pair) => pair.is_conflict).length
  return { conflicts, harmless: pairs.length - conflicts, right, flagged: flagged.length }
}

test('60 planted conflicts are found among 201 harmless neighbours, in three languages', () => {
  const scores = LANGUAGES.map((language) => score(readPairs(language), language))
  const sum = (key: keyof (typeof scores)[number]) => scores.reduce((total, each) => total + each[key], 0)
  expect([sum('conflicts'), sum('harmless')]).toEqual([60, 201])
  expect(sum('right') / 60).toBeGreaterThanOrEqual(0.9)
  expect(sum('right') / sum('flagged')).toBeGreaterThanOrEqual(0.8)
})

test('questions of one shop that say little are not taken for each other', () => {
  const questions = ['Where is the shop?', 'How can I pay?', 'What does it cost?', 'How long does it take?']
  const found = questions.flatMap((one) =>
    questions.filter(
      (other) => one !== other && compareEntries(entry(one, 'So.'), entry(other, 'So.')) !== null,
    ),
  )
  expect(found).toEqual([])
})

test('no two entries of the shipped shops contradict each other', () => {
  for (const file of globSync(new URL('../../evals/knowledge/*.json', import.meta.url).pathname)) {
    const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: Comparable[] }
    const found = entries.flatMap((one, i) =>
      entries
        .slice(i + 1)
        .filter((other) => compareEntries(one, other)?.kind === 'contradiction')
        .map((other) => [one.question, other.question]),
    )
    expect(found).toEqual([])
  }
})

describe('two answers to one question', () => {
  test.each([
    ['It costs $10.', 'It costs $12.', ['price']],
    ['It costs $10.', 'It costs ten dollars.', []],
    ['It takes 2 weeks.', 'It takes 14 days.', []],
    ['Orders take 3 to 5 days.', 'Orders take 3 to 5 days, 10 in December.', []],
    ['Call +353 91 555 0100.', 'Call +353 91 555 0199.', ['digits']],
  ])('%s / %s', (a, b, differs) => {
    const question = 'How much is shipping and how long does it take?'
    expect(compareEntries(entry(question, a), entry(question, b))?.differs).toEqual(differs)
  })
})

test('a variant counts as a wording of the question, and another language is never compared', () => {
  const one = { ...entry('Shipping', '$10', 'en'), variants: ['How much is shipping?'] }
  expect(compareEntries(one, entry('What does shipping cost?', '$12'))?.kind).toBe('contradiction')
  expect(compareEntries(one, entry('What does shipping cost?', '$12', 'pt'))).toBeNull()
})

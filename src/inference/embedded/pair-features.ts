import type { RankerCandidate, RankerQuery } from '../passage-ranker.ts'
import type { AnalysedWord, AnalyseText, TextAnalysis } from './analyse-text.ts'
import type { IntentMatcher } from './match-intents.ts'

/** What the ranker sees of a query beside one candidate. The order is that of the learned weights. */
export const PAIR_FEATURES = [
  'cosQuestion',
  'cosBest',
  'cosAnswer',
  'cosBoth',
  'intentMatch',
  'lexQuery',
  'lexQueryAnswer',
  'lexEntry',
  'bm25',
  'grams',
  'softQuery',
  'softQueryAnswer',
  'softEntry',
  'softMissing',
  'softExtra',
  'unknownMost',
  'unknownShare',
  'typeAgrees',
  'typeConflicts',
  'answerFits',
  'numberMissing',
  'negationDiffers',
  'sameLanguage',
  'hasVariants',
  'meaningBest',
  'meaningAnswer',
] as const

/** Features whose lead over the best other candidate, and place among all, are features too. */
export const COMPARED = [
  'cosBest',
  'cosAnswer',
  'cosBoth',
  'intentMatch',
  'bm25',
  'softQuery',
  'lexQuery',
  'meaningBest',
  'meaningAnswer',
] as const

/** What is true of the query itself, and of it beside all candidates: what none of them comes near. */
export const QUERY_FEATURES = [
  'answerable',
  'intentKnown',
  'words',
  'mass',
  'entries',
  'absentMost',
  'absentShare',
] as const

const COMPARED_AT = COMPARED.map((name) => PAIR_FEATURES.indexOf(name))
export const FEATURE_COUNT = PAIR_FEATURES.length + 2 * COMPARED.length + QUERY_FEATURES.length

export interface FeatureContext {
  /** Numbers of a vector from this one on are of the meaning of its words. */
  readonly meaningAt: number
  readonly analyse: AnalyseText
  readonly intents: IntentMatcher
  /** How much the text by itself sounds like what a knowledge base answers, as a log-odds. */
  readonly answerability: (text: string) => number
}

/** A query beside its candidates, as the ranker's networks read it. */
export interface RankerInput {
  /** One row of FEATURE_COUNT numbers per candidate, one after the other. */
  readonly features: Float32Array
  /** Of the phrases of the query (each word, and then each pair of neighbouring words) among the numbers of phrases. */
  readonly places: Uint32Array
  /** How near each phrase comes to the words of the candidate, 0–1: one row of phrases per candidate. */
  readonly nearest: Float32Array
  /** The same for the nearest of all candidates. */
  readonly best: Float32Array
}

export function rankerInput(
  context: FeatureContext,
  query: RankerQuery,
  candidates: readonly RankerCandidate[],
): RankerInput {
  const asked = context.analyse(query.text, query.language)
  const posterior = context.intents.posterior(query.embedding)
  const views = candidates.map((candidate) => viewEntry(context, candidate))
  const bm25 = scoreTerms(asked, views)
  const nearness = compareWords(asked)
  const near = views.map(({ questions, answer }) => nearestWords(asked, [...questions, answer], nearness))
  const phrases = [...asked.words, ...asked.pairs]
  const nearest = near.map((words) => nearestPhrases(asked, words))
  const best = Float32Array.from(phrases, (_, i) => nearest.reduce((most, own) => Math.max(most, own[i]!), 0))
  // Words are the first phrases.
  const absent = asked.words.map(({ weight }, i) => weight * (1 - best[i]!))
  const ofQuery = [
    context.answerability(query.text),
    posterior.nearest,
    Math.log1p(asked.words.length),
    Math.log1p(asked.mass),
    Math.log1p(candidates.length),
    Math.max(0, ...absent),
    asked.wordMass === 0 ? 0 : absent.reduce((sum, weight) => sum + weight, 0) / asked.wordMass,
  ]
  const view: QueryView = { query, asked, shares: posterior.shares, nearness }
  const features = new Float32Array(candidates.length * FEATURE_COUNT)
  for (const [i, candidate] of candidates.entries()) {
    const row = comparePair(context, view, candidate, views[i]!, bm25[i]!, near[i]!)
    features.set(row, i * FEATURE_COUNT)
    features.set(ofQuery, (i + 1) * FEATURE_COUNT - ofQuery.length)
  }
  compareList(features, candidates.length)
  return {
    features,
    places: Uint32Array.from(phrases, ({ place }) => place),
    nearest: Float32Array.from(nearest.flat()),
    best,
  }
}

interface QueryView {
  readonly query: RankerQuery
  readonly asked: TextAnalysis
  /** Of the known intents. */
  readonly shares: Float32Array
  readonly nearness: Nearness
}

interface EntryView {
  readonly questions: readonly TextAnalysis[]
  readonly answer: TextAnalysis
}

function viewEntry({ analyse }: FeatureContext, candidate: RankerCandidate): EntryView {
  const { question, variants, answer, language } = candidate
  return {
    questions: [question, ...variants].map((text) => analyse(text, language)),
    answer: analyse(answer, language),
  }
}

function comparePair(
  context: FeatureContext,
  { query, asked, shares, nearness }: QueryView,
  candidate: RankerCandidate,
  { questions, answer }: EntryView,
  bm25: number,
  near: Float32Array,
): number[] {
  const asks = [candidate.questionEmbedding, ...candidate.variantEmbeddings]
  const cosines = asks.map((v) => dot(v, query.embedding))
  const ofMeaning = (v: Float32Array) => dot(v, query.embedding, context.meaningAt)
  const cosBest = Math.max(...cosines)
  const cosAnswer = dot(candidate.answerEmbedding, query.embedding)
  const intentMatch = context.intents.match(shares, candidate)
  const unknown = unknownTerms(asked, [...questions, answer])
  const softAll = questions.map((question) => softCoverage(asked, question, nearness))
  const entryAsks = questions.reduce((bits, question) => bits | question.asked, 0)
  return [
    cosines[0]!,
    cosBest,
    cosAnswer,
    cosBest + 0.5 * cosAnswer,
    intentMatch,
    Math.max(...questions.map((question) => coverage(asked, question))),
    coverage(asked, answer),
    Math.max(...questions.map((question) => coverage(question, asked))),
    bm25,
    Math.max(...questions.map((question) => gramOverlap(asked, question))),
    Math.max(...softAll),
    softCoverage(asked, answer, nearness),
    Math.max(...questions.map((question) => softCoverageBack(question, nearness))),
    softMissing(asked, near),
    Math.min(...questions.map((question) => softExtra(question, nearness))),
    unknown.most,
    unknown.share,
    (asked.asked & entryAsks) !== 0 ? 1 : 0,
    asked.asked !== 0 && entryAsks !== 0 && (asked.asked & entryAsks) === 0 ? 1 : 0,
    answerFits(asked, answer),
    asked.numbers.some((n) => !answer.numbers.includes(n) && !questions[0]!.numbers.includes(n)) ? 1 : 0,
    asked.isNegated !== questions[0]!.isNegated ? 1 : 0,
    query.language === candidate.language ? 1 : 0,
    Math.log1p(candidate.variants.length),
    Math.max(...asks.map(ofMeaning)),
    ofMeaning(candidate.answerEmbedding),
  ]
}

/** 1 where the answer has the kind of fact asked for, -1 where it lacks one, 0 where no such fact was asked for. */
function answerFits(asked: TextAnalysis, answer: TextAnalysis): number {
  const wanted = asked.asked & 0b1111
  if (wanted === 0) return 0
  return (wanted & answer.told) !== 0 ? 1 : -1
}

/** The share of `from`'s rarity that `by` has too. */
function coverage(from: TextAnalysis, by: TextAnalysis): number {
  let covered = 0
  for (const [term, rarity] of from.terms) if (by.terms.has(term)) covered += rarity
  return from.mass === 0 ? 0 : covered / from.mass
}

function unknownTerms(asked: TextAnalysis, by: readonly TextAnalysis[]): { most: number; share: number } {
  let most = 0
  let total = 0
  for (const [term, rarity] of asked.terms) {
    if (by.some((text) => text.terms.has(term))) continue
    most = Math.max(most, rarity)
    total += rarity
  }
  return { most, share: asked.mass === 0 ? 0 : total / asked.mass }
}

function gramOverlap(a: TextAnalysis, b: TextAnalysis): number {
  let common = 0
  for (const gram of a.grams) if (b.grams.has(gram)) common += 1
  return common / Math.sqrt(a.grams.size * b.grams.size || 1)
}

/** How near each word of the query is to one word of an entry; entries share words, so each is compared once. */
type Nearness = (word: AnalysedWord) => Float32Array

function compareWords(asked: TextAnalysis): Nearness {
  const known = new Map<AnalysedWord, Float32Array>()
  return (word) => {
    const before = known.get(word)
    if (before !== undefined) return before
    const made = Float32Array.from(asked.words, ({ vector }) => Math.max(0, dot(vector, word.vector)))
    known.set(word, made)
    return made
  }
}

/** How near each word of the query comes to any word of these texts. */
function nearestWords(asked: TextAnalysis, by: readonly TextAnalysis[], nearness: Nearness): Float32Array {
  const nearest = new Float32Array(asked.words.length)
  for (const text of by) {
    for (const word of text.words) {
      const near = nearness(word)
      for (let i = 0; i < nearest.length; i += 1) if (near[i]! > nearest[i]!) nearest[i] = near[i]!
    }
  }
  return nearest
}

/** The same for each word and then for each pair of words, which comes as near as the farther of the two. */
function nearestPhrases({ pairs }: TextAnalysis, words: Float32Array): number[] {
  return [...words, ...pairs.map(({ left, right }) => Math.min(words[left]!, words[right]!))]
}

/** The mean, by weight, of how near each word of the query comes to any word of the other text. */
function softCoverage(asked: TextAnalysis, by: TextAnalysis, nearness: Nearness): number {
  if (asked.wordMass === 0) return 0
  const nearest = nearestWords(asked, [by], nearness)
  return asked.words.reduce((sum, { weight }, i) => sum + weight * nearest[i]!, 0) / asked.wordMass
}

/** The same the other way: how near each word of the other text comes to any word of the query. */
function softCoverageBack(from: TextAnalysis, nearness: Nearness): number {
  if (from.wordMass === 0) return 0
  let covered = 0
  for (const word of from.words) covered += word.weight * nearness(word).reduce((a, b) => Math.max(a, b), 0)
  return covered / from.wordMass
}

/** The weight of the query's heaviest word as far as nothing in the entry comes near it. */
function softMissing(asked: TextAnalysis, nearest: Float32Array): number {
  return asked.words.reduce((most, { weight }, i) => Math.max(most, weight * (1 - nearest[i]!)), 0)
}

/** The weight of the entry's heaviest word as far as nothing in the query comes near it. */
function softExtra(question: TextAnalysis, nearness: Nearness): number {
  let most = 0
  for (const word of question.words) {
    const near = nearness(word).reduce((a, b) => Math.max(a, b), 0)
    most = Math.max(most, word.weight * (1 - near))
  }
  return most
}

/** BM25 over question, variants and answer, with the candidates themselves as the collection. */
function scoreTerms(asked: TextAnalysis, views: readonly EntryView[]): number[] {
  const sets = views.map(({ questions, answer }) => {
    const terms = new Set(answer.terms.keys())
    for (const question of questions) for (const term of question.terms.keys()) terms.add(term)
    return terms
  })
  const scores = new Array<number>(views.length).fill(0)
  for (const term of asked.terms.keys()) {
    const having = sets.reduce((n, set) => n + (set.has(term) ? 1 : 0), 0)
    if (having === 0) continue
    const idf = Math.log(1 + (sets.length - having + 0.5) / (having + 0.5))
    for (const [i, set] of sets.entries())
      if (set.has(term)) scores[i]! += idf / (0.6 + 0.4 * (set.size / 25))
  }
  return scores
}

/** Fills in, for each compared feature, the lead over the best other candidate and the share of candidates below. */
function compareList(rows: Float32Array, count: number): void {
  for (const [c, at] of COMPARED_AT.entries()) {
    const values = Array.from({ length: count }, (_, i) => rows[i * FEATURE_COUNT + at]!)
    const sorted = [...values].sort((a, b) => b - a)
    for (const [i, value] of values.entries()) {
      const bestOther = value === sorted[0] ? (sorted[1] ?? 0) : sorted[0]!
      const base = i * FEATURE_COUNT + PAIR_FEATURES.length + 2 * c
      rows[base] = value - bestOther
      rows[base + 1] = 1 / (1 + sorted.indexOf(value))
    }
  }
}

function dot(a: Float32Array, b: Float32Array, from = 0): number {
  let sum = 0
  for (let k = from; k < a.length; k += 1) sum += a[k]! * b[k]!
  return sum
}

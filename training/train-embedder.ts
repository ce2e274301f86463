import { makeRandom, pick, type Random, shuffle } from '../src/evals/make-random.ts'
import { type EmbeddedEmbedder, findRow, makeEmbedder } from '../src/inference/embedded/embed-text.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { hashWord } from '../src/inference/embedded/text-features.ts'
import { type AskedShop, drawShopBatch } from './draw-shop-batch.ts'
import { drawBatch, learnBatch } from './retrieval-contrastive.ts'
import type { Group, PublicSets } from './retrieval-data.ts'
import { learnByProxies } from './retrieval-proxies.ts'
import { makeSynonyms } from './retrieval-synonyms.ts'
import type { Teacher } from './retrieval-teacher.ts'
import {
  backward,
  encodeText,
  forward,
  type LearningTable,
  makeTable,
  quantise,
} from './retrieval-vectors.ts'

export interface EmbedderOptions {
  readonly dimensions: number
  readonly rows: number
  readonly seed: number
  readonly teacherEpochs: number
  /** Times that each intent is drawn for the pairs that are learned from first. */
  readonly rounds: number
  /** Of the softmax over pairs. */
  readonly temperature: number
  /** Times that every text of an intent is then told from all intents. */
  readonly epochs: number
  /** Of the softmax over intents. */
  readonly proxyTemperature: number
  readonly rate: number
  /** Squared gradient that every row starts with: rows of rare features then move little. */
  readonly prior: number
  readonly intentsPerStep: number
  /** Businesses that are learned from beside each step over pairs, while texts are told from all intents. */
  readonly shopsPerRound: number
  readonly onStep?: (what: 'pairs' | 'intents', done: number, of: number, loss: number) => void
}

export const EMBEDDER_OPTIONS: EmbedderOptions = {
  dimensions: 128,
  rows: 42_000,
  seed: 7,
  teacherEpochs: 1,
  rounds: 150,
  temperature: 0.07,
  epochs: 4,
  proxyTemperature: 0.1,
  rate: 0.07,
  prior: 1e-5,
  intentsPerStep: 128,
  shopsPerRound: 24,
}

/** Steps over intents between two steps over pairs. */
const PROXY_STEPS_A_ROUND = 4
/** English words beyond the training texts that are taken over from the teacher. */
const TEACHER_WORDS = 6000

/**
 * Learns the vectors: first from the teacher over parallel strings, then from pairs that mean the same, at last by telling
 * each text from all intents, with pairs in between so that what no intent is about is not forgotten, and whole businesses,
 * in which what was asked is told from all that was not.
 */
export function trainEmbedder(
  intents: readonly Group[],
  shops: readonly AskedShop[],
  sets: PublicSets,
  teacher: Teacher | null,
  options: EmbedderOptions,
): LearningTable {
  const table = makeTable(weighTexts(intents, shops, sets, teacher), options)
  const random = makeRandom(options.seed + 1)
  const synonyms = makeSynonyms(sets.concepts)
  if (teacher !== null && teacher.dimensions <= options.dimensions) {
    teach(table, sets, teacher, options, random)
  }
  const parallel = sets.parallel.filter((group) => group.texts.length > 1 && group.texts[0]!.text.length > 12)
  const learnPairs = (count: number, rate: number) => {
    const groups = [
      ...shuffle(intents, random).slice(0, count),
      ...draw(sets.labelled, 12, random),
      ...draw(parallel, 16, random),
      ...draw(sets.answered, 4, random),
      ...draw(sets.concepts, 24, random),
      ...draw(sets.words, 12, random),
    ]
    return learnBatch(table, drawBatch(table, groups, synonyms, random), options.temperature, rate)
  }
  const learnShop = (rate: number) =>
    learnBatch(table, drawShopBatch(table, pick(shops, random), synonyms, random), options.temperature, rate)
  table.squares.fill(options.prior)
  const rounds = Math.ceil((options.rounds * intents.length) / options.intentsPerStep)
  for (let round = 0; round < rounds; round += 1) {
    const loss = learnPairs(options.intentsPerStep, options.rate * (1 - (0.9 * round) / rounds))
    options.onStep?.('pairs', round + 1, rounds, loss)
  }
  table.squares.fill(options.prior)
  const { rate, epochs, proxyTemperature: temperature } = options
  const onStep = (step: number, steps: number, now: number, loss: number) => {
    if (step % PROXY_STEPS_A_ROUND === 0) {
      learnPairs(options.intentsPerStep / 2, now)
      if (shops.length > 0) for (let i = 0; i < options.shopsPerRound; i += 1) learnShop(now)
    }
    options.onStep?.('intents', step, steps, loss)
  }
  learnByProxies(table, intents, synonyms, { temperature, rate, epochs, onStep }, random)
  return table
}

function draw(groups: readonly Group[], count: number, random: Random): Group[] {
  if (groups.length === 0) return []
  return [...new Set(Array.from({ length: count }, () => pick(groups, random)))]
}

function* weighTexts(
  intents: readonly Group[],
  shops: readonly AskedShop[],
  sets: PublicSets,
  teacher: Teacher | null,
): Iterable<[string, number]> {
  for (const group of intents) for (const { text } of [...group.texts, ...group.lookAlikes]) yield [text, 2]
  for (const { entries, unanswered } of shops) {
    const asks = entries.flatMap((entry) => [...entry.texts, ...entry.asks])
    for (const { text } of [...asks, ...unanswered]) yield [text, 2]
  }
  for (const group of [...sets.concepts, ...sets.words]) for (const { text } of group.texts) yield [text, 2]
  for (const word of teacher?.words.slice(0, TEACHER_WORDS) ?? []) yield [word, 2]
  for (const group of [...sets.labelled, ...sets.parallel, ...sets.answered]) {
    for (const { text } of group.texts) yield [text, 0.5]
  }
}

/** Moves each language's text of a parallel group toward the teacher's vector of its English text. */
function teach(
  table: LearningTable,
  sets: PublicSets,
  teacher: Teacher,
  options: EmbedderOptions,
  random: Random,
): void {
  takeWords(table, sets, teacher)
  const lessons = [...sets.parallel, ...sets.labelled].flatMap((group) => {
    const english = group.texts.filter((text) => text.language === 'en')
    const others = group.id.startsWith('parallel:') ? group.texts : []
    const own = english.slice(0, others.length > 0 ? 1 : 30)
    return own.flatMap((text) => {
      const target = teacher.embed(text.text)
      if (target === null) return []
      return [text, ...others.filter((other) => other !== text)].map((other) => ({
        text: other.text,
        target,
      }))
    })
  })
  const unit = new Float32Array(table.dimensions)
  for (let epoch = 0; epoch < options.teacherEpochs; epoch += 1) {
    for (const { text, target } of shuffle(lessons, random)) {
      const encoded = encodeText(table, text, 0.1, random)
      const length = forward(table, encoded, unit, 0)
      const gradient = new Float32Array(table.dimensions)
      for (let k = 0; k < target.length; k += 1) gradient[k] = -target[k]!
      backward(table, encoded, unit, gradient, 0, length, 0.05)
    }
  }
}

/** English words start where the teacher has them. */
function takeWords(table: LearningTable, sets: PublicSets, teacher: Teacher): void {
  const english = [...sets.labelled, ...sets.concepts, ...sets.words, ...sets.parallel].flatMap(
    (group) => group.texts,
  )
  const words = new Set(teacher.words.slice(0, TEACHER_WORDS))
  for (const { text, language } of english)
    if (language === 'en') for (const word of splitWords(text)) words.add(word)
  for (const word of words) {
    const row = findRow(table, hashWord(word))
    const vector = row < 0 ? null : teacher.embedWord(word)
    if (vector !== null) table.vectors.set(vector, row * table.dimensions)
  }
}

/** The learned tables as an embedder, exactly as it will ship. */
export function toEmbedder(subject: LearningTable, meaning: LearningTable | null): EmbeddedEmbedder {
  const ship = (table: LearningTable) => {
    const { dimensions, keys, rows } = table
    return { dimensions, keys, rows, ...quantise(table) }
  }
  return makeEmbedder('learning', {
    subject: ship(subject),
    meaning: meaning === null ? null : ship(meaning),
  })
}

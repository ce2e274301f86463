import { makeRandom, type Random, shuffle } from '../src/evals/make-random.ts'
import { findRow } from '../src/inference/embedded/embed-text.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { hashWord, meaningFeatures, wordFeatures } from '../src/inference/embedded/text-features.ts'
import { type Group, type GroupText, type Intent, type PublicSets, toGroup } from './retrieval-data.ts'
import type { Teacher } from './retrieval-teacher.ts'
import { backward, forward, type LearningTable, lookUp, startTable } from './retrieval-vectors.ts'

const SEED = 8
const WORDS = 30_000
const GRAMS = 16_000
/** English words beyond the training texts that are learned from the teacher. */
const TEACHER_WORDS = 10_000
const EPOCHS = 2
const RATE = 0.05
const DROPOUT = 0.05
/** Of so many words, only the letters are read, so that words never seen can be guessed at. */
const GUESSED = 0.15
/** English words start where the teacher has them, and move less than the others. */
const KNOWN_SQUARES = 0.02
/** An English set of one intent has no more to teach after so many texts. */
const TEXTS_A_LABEL = 30

interface Lesson {
  readonly text: string
  readonly target: Float32Array
}

/**
 * Learns what words mean: texts of the three languages are moved to where the teacher has their English. No intent tells
 * it what belongs together, so that it knows nothing of the intents that a fold holds out beyond their questions' words.
 */
export function trainMeaning(intents: readonly Intent[], sets: PublicSets, teacher: Teacher): LearningTable {
  const table = startTable(chooseRows(intents, sets, teacher), { dimensions: teacher.dimensions, seed: SEED })
  takeWords(table, intents, sets, teacher)
  const random = makeRandom(SEED)
  const lessons = listLessons(intents, sets, teacher)
  const unit = new Float32Array(table.dimensions)
  const gradient = new Float32Array(table.dimensions)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = RATE * (1 - (0.9 * epoch) / EPOCHS)
    for (const { text, target } of shuffle(lessons, random)) {
      const encoded = encodeVaried(table, text, random)
      const length = forward(table, encoded, unit, 0)
      for (let k = 0; k < target.length; k += 1) gradient[k] = -target[k]!
      backward(table, encoded, unit, gradient, 0, length, rate)
    }
  }
  return table
}

function encodeVaried(table: LearningTable, text: string, random: Random) {
  const words = splitWords(text).filter(() => random() >= DROPOUT)
  const isWord = new Set(words.filter(() => random() >= GUESSED).map(hashWord))
  const wholes = new Set(words.map(hashWord))
  const isKnown = (hash: number) => findRow(table, hash) >= 0 && (!wholes.has(hash) || isWord.has(hash))
  return lookUp(table, meaningFeatures(words, isKnown))
}

/** The most frequent words, and the n-grams that most of those have. */
function chooseRows(intents: readonly Intent[], sets: PublicSets, teacher: Teacher): Uint32Array {
  const words = new Map<string, number>()
  const count = (text: string, weight: number) => {
    for (const word of splitWords(text)) words.set(word, (words.get(word) ?? 0) + weight)
  }
  for (const group of intents.map(toGroup))
    for (const { text } of [...group.texts, ...group.lookAlikes]) count(text, 2)
  for (const { text } of textsOf([...sets.concepts, ...sets.words])) count(text, 3)
  for (const word of teacher.words.slice(0, TEACHER_WORDS)) count(word, 2)
  for (const { text } of textsOf([...sets.labelled, ...sets.parallel, ...sets.answered])) count(text, 1)
  const kept = takeMost(words, 2, WORDS)
  const grams = new Map<number, number>()
  for (const word of kept)
    for (const hash of wordFeatures(word).hashes.slice(1)) grams.set(hash, (grams.get(hash) ?? 0) + 1)
  return Uint32Array.from(new Set([...kept.map(hashWord), ...takeMost(grams, 3, GRAMS)]))
}

function takeMost<Key>(counts: ReadonlyMap<Key, number>, fewest: number, most: number): Key[] {
  const often = [...counts].filter(([, n]) => n >= fewest).sort((a, b) => b[1] - a[1])
  return often.slice(0, most).map(([key]) => key)
}

const textsOf = (groups: readonly Group[]): GroupText[] => groups.flatMap((group) => group.texts)

function takeWords(
  table: LearningTable,
  intents: readonly Intent[],
  sets: PublicSets,
  teacher: Teacher,
): void {
  const texts = textsOf([
    ...sets.labelled,
    ...sets.concepts,
    ...sets.words,
    ...sets.parallel,
    ...intents.map(toGroup),
  ])
  const english = texts.filter(({ language }) => language === 'en').flatMap(({ text }) => splitWords(text))
  for (const word of new Set([...teacher.words.slice(0, TEACHER_WORDS), ...english])) {
    const row = findRow(table, hashWord(word))
    const vector = row < 0 ? null : teacher.embedWord(word)
    if (vector === null) continue
    table.vectors.set(vector, row * table.dimensions)
    table.squares[row] = KNOWN_SQUARES
  }
}

function listLessons(intents: readonly Intent[], sets: PublicSets, teacher: Teacher): Lesson[] {
  const teach = (text: string): Lesson[] => {
    const target = teacher.embed(text)
    return target === null ? [] : [{ text, target }]
  }
  const words = [...sets.concepts, ...sets.words].flatMap((group) => teachWords(group, teacher))
  return [
    ...sets.parallel.flatMap((group) => teachTranslations(group.texts, teacher)),
    ...sets.labelled.flatMap((group) =>
      group.texts.slice(0, TEXTS_A_LABEL).flatMap(({ text }) => teach(text)),
    ),
    ...intents.flatMap(({ asks, answers, unanswered }) =>
      [...asks.en, ...answers.en, ...unanswered.en].flatMap(teach),
    ),
    ...words,
    ...words,
    ...words,
    ...intents.flatMap(({ question }) =>
      teachTranslations(
        [
          { text: question.en, language: 'en' },
          { text: question.pt, language: 'pt' },
          { text: question.es, language: 'es' },
        ],
        teacher,
      ),
    ),
    ...teacher.words.slice(0, TEACHER_WORDS).flatMap(teach),
  ]
}

/** Every text of a row is to mean what its English does. */
function teachTranslations(texts: readonly GroupText[], teacher: Teacher): Lesson[] {
  const english = texts.find(({ language }) => language === 'en')
  const target = english === undefined ? null : teacher.embed(english.text)
  return target === null ? [] : texts.map(({ text }) => ({ text, target }))
}

/** Words of other languages mean what the English words of the line mean together. */
function teachWords({ texts }: Group, teacher: Teacher): Lesson[] {
  const sum = new Float32Array(teacher.dimensions)
  for (const { text, language } of texts) {
    const vector = language === 'en' ? teacher.embed(text) : null
    if (vector !== null) for (let k = 0; k < sum.length; k += 1) sum[k]! += vector[k]!
  }
  const length = Math.hypot(...sum)
  if (length === 0) return []
  const mean = sum.map((x) => x / length)
  return texts.map(({ text, language }) => ({
    text,
    target: language === 'en' ? (teacher.embed(text) ?? mean) : mean,
  }))
}

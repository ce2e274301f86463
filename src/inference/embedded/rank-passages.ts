import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import type { PassageRanker, RankedCandidate, RankerCandidate, RankerQuery } from '../passage-ranker.ts'
import { makeAnalyser, WORD_PLACES } from './analyse-text.ts'
import type { EmbeddedEmbedder } from './embed-text.ts'
import { makeIntentMatcher } from './match-intents.ts'
import { FEATURE_COUNT, type FeatureContext, type RankerInput, rankerInput } from './pair-features.ts'
import { type ModelFile, readModelFile } from './read-model-file.ts'
import { splitWords } from './split-words.ts'
import { hashWord, textFeatures } from './text-features.ts'

/** The learned numbers of the ranker; training/train-ranker.ts makes them. */
export interface RankerWeights {
  /** Of each known intent, in the subject part of the embedder it was trained with (match-intents.ts). */
  readonly prototypes: Float32Array
  /** Rarity of terms by the hash of the term. */
  readonly rarity: ReadonlyMap<number, number>
  /** Log-odds by `hash & (length - 1)`; the last number is the bias. */
  readonly specificity: Float32Array
  readonly networks: readonly Network[]
  /** Points of the calibration: raw probability → how often it is right. */
  readonly calibration: { readonly raw: Float32Array; readonly right: Float32Array }
}

/** One hidden layer of tanh over standardised features, and beside it what each word of the query says. */
export interface Network {
  readonly means: Float32Array
  readonly scales: Float32Array
  /** hidden × FEATURE_COUNT */
  readonly hidden: Float32Array
  readonly hiddenBias: Float32Array
  readonly output: Float32Array
  readonly outputBias: number
  /** By place of a word: what it adds where an entry has it, where only another entry has it, and where none has. */
  readonly covered: Float32Array
  readonly elsewhere: Float32Array
  readonly missing: Float32Array
}

interface RankerMeta {
  readonly thresholds: PassageRanker['thresholds']
  readonly risks: PassageRanker['risks']
  readonly dimensions: number
  readonly hidden: number
  readonly networks: number
  readonly features: number
}

/**
 * Loads `ranker.bin`, which was trained with this embedder. Throws `model_corrupt` where its SHA-256 is another.
 * Embeddings of another embedder are replaced by this one's, because confidence is calibrated in its space.
 */
export function loadRanker(folder: string, sha256: string, embedder: EmbeddedEmbedder): PassageRanker {
  const file = readModelFile<RankerMeta>(join(folder, 'ranker.bin'), sha256)
  return makeRanker({ id: file.id, ...file.meta }, readWeights(file), embedder)
}

export function makeRanker(
  { id, thresholds, risks }: Pick<PassageRanker, 'id' | 'thresholds' | 'risks'>,
  weights: RankerWeights,
  embedder: EmbeddedEmbedder,
): PassageRanker {
  const context = makeFeatureContext(weights, embedder)
  return {
    id,
    thresholds,
    risks,
    rank: (query, candidates) => {
      const own = reembed(embedder, query, candidates)
      const raw = rawProbabilities(weights.networks, rankerInput(context, own.query, own.candidates))
      return raw
        .map((score, index) => ({ index, score, confidence: calibrate(weights.calibration, score) }))
        .sort((a, b) => b.score - a.score || a.index - b.index) satisfies RankedCandidate[]
    },
  }
}

export function makeFeatureContext(
  weights: Pick<RankerWeights, 'prototypes' | 'rarity' | 'specificity'>,
  embedder: EmbeddedEmbedder,
): FeatureContext {
  const rarity = { of: (term: string) => weights.rarity.get(hashWord(term)) ?? 1 }
  const { specificity } = weights
  const places = specificity.length - 1
  return {
    meaningAt: embedder.meaningAt,
    analyse: makeAnalyser(embedder, rarity),
    intents: makeIntentMatcher(weights.prototypes, embedder.meaningAt),
    specificity: (text) => {
      const { hashes } = textFeatures(splitWords(text))
      const sum = hashes.reduce((total, hash) => total + specificity[hash & (places - 1)]!, 0)
      return sum / Math.sqrt(hashes.length || 1) + specificity[places]!
    },
  }
}

/**
 * The probability of each candidate, where one more choice is that none answers: the networks' scores through a
 * softmax with a zero for "none", averaged over the networks.
 */
export function rawProbabilities(networks: readonly Network[], input: RankerInput): number[] {
  const count = input.features.length / FEATURE_COUNT
  const mean = new Array<number>(count).fill(0)
  for (const network of networks) {
    const scores = Array.from(
      { length: count },
      (_, i) => scoreRow(network, input.features, i * FEATURE_COUNT) + scoreWords(network, input, i),
    )
    const top = Math.max(0, ...scores)
    const total = scores.reduce((sum, score) => sum + Math.exp(score - top), Math.exp(-top))
    for (const [i, score] of scores.entries()) mean[i]! += Math.exp(score - top) / total / networks.length
  }
  return mean
}

function scoreRow(network: Network, features: Float32Array, at: number): number {
  let score = network.outputBias
  for (let h = 0; h < network.output.length; h += 1) {
    let sum = network.hiddenBias[h]!
    for (let f = 0; f < FEATURE_COUNT; f += 1) {
      sum +=
        network.hidden[h * FEATURE_COUNT + f]! * (features[at + f]! - network.means[f]!) * network.scales[f]!
    }
    score += network.output[h]! * Math.tanh(sum)
  }
  return score
}

/** A word counts as covered as far as the entry comes near it, as elsewhere as far as another comes nearer, else as missing. */
export function scoreWords(
  { missing, elsewhere, covered }: Pick<Network, 'missing' | 'elsewhere' | 'covered'>,
  { words, nearest, best }: RankerInput,
  candidate: number,
): number {
  let score = 0
  for (const [i, word] of words.entries()) {
    const near = nearest[candidate * words.length + i]!
    score += covered[word]! * near + elsewhere[word]! * (best[i]! - near) + missing[word]! * (1 - best[i]!)
  }
  return score
}

/** Reads the calibration curve, straight between its points. */
export function calibrate({ raw, right }: RankerWeights['calibration'], score: number): number {
  let i = 0
  while (i < raw.length && raw[i]! < score) i += 1
  if (i === 0) return right[0] ?? score
  if (i === raw.length) return right[i - 1]!
  const share = (score - raw[i - 1]!) / (raw[i]! - raw[i - 1]!)
  return right[i - 1]! + share * (right[i]! - right[i - 1]!)
}

function reembed(
  embedder: EmbeddedEmbedder,
  query: RankerQuery,
  candidates: readonly RankerCandidate[],
): { query: RankerQuery; candidates: readonly RankerCandidate[] } {
  if (query.embedder === embedder.id) return { query, candidates }
  return {
    query: { ...query, embedding: embedder.embedOne(query.text) },
    candidates: candidates.map((candidate) => ({
      ...candidate,
      questionEmbedding: embedder.embedOne(candidate.question),
      answerEmbedding: embedder.embedOne(candidate.answer),
      variantEmbeddings: candidate.variants.map((text) => embedder.embedOne(text)),
    })),
  }
}

/** The learned numbers of a `ranker.bin`. Throws `model_corrupt`. */
export function readRankerWeights(folder: string, sha256: string): RankerWeights {
  return readWeights(readModelFile<RankerMeta>(join(folder, 'ranker.bin'), sha256))
}

function readWeights(file: ModelFile<RankerMeta>): RankerWeights {
  const { hidden, networks, features } = file.meta
  if (features !== FEATURE_COUNT) {
    const wanted = `${features} features, but this program makes ${FEATURE_COUNT}`
    throw new AppError('model_corrupt', `ranker.bin reads ${wanted}; train it again`)
  }
  const hashes = file.array('rarityHashes', 'uint32')
  const rarities = file.array('rarity', 'float32')
  const part = (name: string, n: number, size: number) =>
    file.array(name, 'float32').subarray(n * size, (n + 1) * size)
  return {
    prototypes: file.array('prototypes', 'float32'),
    rarity: new Map(Array.from(hashes, (hash, i) => [hash, rarities[i]!])),
    specificity: file.array('specificity', 'float32'),
    networks: Array.from({ length: networks }, (_, n) => ({
      means: part('means', n, features),
      scales: part('scales', n, features),
      hidden: part('hidden', n, hidden * features),
      hiddenBias: part('hiddenBias', n, hidden),
      output: part('output', n, hidden),
      outputBias: file.array('outputBias', 'float32')[n]!,
      covered: part('covered', n, WORD_PLACES),
      elsewhere: part('elsewhere', n, WORD_PLACES),
      missing: part('missing', n, WORD_PLACES),
    })),
    calibration: { raw: file.array('raw', 'float32'), right: file.array('right', 'float32') },
  }
}

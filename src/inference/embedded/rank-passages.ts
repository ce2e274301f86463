import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import type { PassageRanker, RankedCandidate, RankerCandidate, RankerQuery } from '../passage-ranker.ts'
import { makeAnalyser } from './analyse-text.ts'
import type { EmbeddedEmbedder } from './embed-text.ts'
import { makeIntentMatcher } from './match-intents.ts'
import { FEATURE_COUNT, type FeatureContext, rankerInput } from './pair-features.ts'
import { type ModelFile, readModelFile } from './read-model-file.ts'
import { countRows, type Network, openRows, rawProbabilities } from './score-candidates.ts'
import { readUnitFeatures, scoreText } from './score-text.ts'
import { hashWord } from './text-features.ts'

/** The learned numbers of the ranker; training/train-ranker.ts makes them. */
export interface RankerWeights {
  /** Of each known intent, in the subject part of the embedder it was trained with (match-intents.ts). */
  readonly prototypes: Float32Array
  /** Rarity of terms by the hash of the term. */
  readonly rarity: ReadonlyMap<number, number>
  /** Log-odds that a knowledge base answers a text, as score-text.ts reads them. */
  readonly answerability: Float32Array
  readonly networks: readonly Network[]
  /** Places of the phrases that the networks know, in ascending order. */
  readonly phrases: Uint32Array
  /** Points of the calibration: raw probability → how often it is right. */
  readonly calibration: { readonly raw: Float32Array; readonly right: Float32Array }
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
  const findRows = openRows(weights.phrases)
  return {
    id,
    thresholds,
    risks,
    rank: (query, candidates) => {
      const own = reembed(embedder, query, candidates)
      const raw = rawProbabilities(
        weights.networks,
        findRows(rankerInput(context, own.query, own.candidates)),
      )
      return raw
        .map((score, index) => ({ index, score, confidence: calibrate(weights.calibration, score) }))
        .sort((a, b) => b.score - a.score || a.index - b.index) satisfies RankedCandidate[]
    },
  }
}

export function makeFeatureContext(
  weights: Pick<RankerWeights, 'prototypes' | 'rarity' | 'answerability'>,
  embedder: EmbeddedEmbedder,
): FeatureContext {
  const rarity = { of: (term: string) => weights.rarity.get(hashWord(term)) ?? 1 }
  return {
    meaningAt: embedder.meaningAt,
    analyse: makeAnalyser(embedder, rarity),
    intents: makeIntentMatcher(weights.prototypes, embedder.meaningAt),
    answerability: (text) => scoreText(weights.answerability, readUnitFeatures(text)),
  }
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
  const phrases = file.array('phrases', 'uint32')
  const count = countRows(phrases)
  const hashes = file.array('rarityHashes', 'uint32')
  const rarities = file.array('rarity', 'float32')
  const part = (name: string, n: number, size: number) =>
    file.array(name, 'float32').subarray(n * size, (n + 1) * size)
  return {
    prototypes: file.array('prototypes', 'float32'),
    rarity: new Map(Array.from(hashes, (hash, i) => [hash, rarities[i]!])),
    answerability: file.array('answerability', 'float32'),
    networks: Array.from({ length: networks }, (_, n) => ({
      means: part('means', n, features),
      scales: part('scales', n, features),
      hidden: part('hidden', n, hidden * features),
      hiddenBias: part('hiddenBias', n, hidden),
      output: part('output', n, hidden),
      outputBias: file.array('outputBias', 'float32')[n]!,
      covered: part('covered', n, count),
      elsewhere: part('elsewhere', n, count),
      missing: part('missing', n, count),
    })),
    phrases,
    calibration: { raw: file.array('raw', 'float32'), right: file.array('right', 'float32') },
  }
}

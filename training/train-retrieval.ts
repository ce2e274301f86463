import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeRandom } from '../src/evals/make-random.ts'
import { calibrate, makeFeatureContext, type Network } from '../src/inference/embedded/rank-passages.ts'
import { calibrateRetrieval } from './calibrate-retrieval.ts'
import { findBestF1, findThreshold, fitCalibration, type Outcome, rankLists } from './retrieval-calibrate.ts'
import { learnContext } from './retrieval-context.ts'
import {
  type Intent,
  type PublicSets,
  RETRIEVAL_SETS,
  readConcepts,
  readIntents,
  readOverlaps,
  readPublicSets,
  toGroup,
} from './retrieval-data.ts'
import { listShop, type RankedList } from './retrieval-lists.ts'
import { reportOutcomes } from './retrieval-report.ts'
import { drawShop } from './retrieval-shops.ts'
import { FOLDS, splitFold } from './retrieval-split.ts'
import { readTeacher, type Teacher } from './retrieval-teacher.ts'
import { type LearningTable, quantise } from './retrieval-vectors.ts'
import { EMBEDDER_OPTIONS, type EmbedderOptions, toEmbedder, trainEmbedder } from './train-embedder.ts'
import { NETWORK_OPTIONS, trainNetwork } from './train-ranker.ts'
import { updateManifest } from './update-manifest.ts'
import { writeModelFile } from './write-model-file.ts'
import { writeRanker } from './write-ranker.ts'

export interface RetrievalOptions {
  readonly dataDir: string
  readonly outDir: string
  /** Folder of an English Model2Vec table that the first vectors are taught by. */
  readonly teacherDir?: string
  readonly log: (line: string) => void
}

export const EMBEDDER_ID = 'recado-embedder-1'
/** Of what is answered without a person, at most this share may be wrong. */
const AUTO_RISK = 0.05
const SHOPS_PER_FOLD = 60
const NETWORKS = 3

/**
 * Trains embedder.bin and ranker.bin. The ranker learns from, is calibrated on and gets its thresholds from embedders
 * that had a quarter of the intents and a third of all other texts held out; the embedder that ships learns from all.
 */
export async function trainRetrieval(options: RetrievalOptions): Promise<void> {
  const { log } = options
  const intents = readIntents(join(import.meta.dirname, 'data', 'intents'))
  const absent = RETRIEVAL_SETS.filter((name) => !existsSync(join(options.dataDir, `${name}.jsonl`)))
  if (absent.length > 0) log(`retrieval: absent from the data folder, trained without: ${absent.join(', ')}`)
  const sets = readPublicSets(
    options.dataDir,
    readConcepts(join(import.meta.dirname, 'data', 'concepts.txt')),
  )
  const teacher = options.teacherDir === undefined ? null : readTeacher(options.teacherDir)
  log(
    `retrieval: ${intents.length} intents, ${sets.parallel.length} parallel rows, teacher ${teacher ? 'yes' : 'no'}`,
  )
  const lists = Array.from({ length: FOLDS }, (_, fold) => foldLists(intents, sets, teacher, fold, log))
  const outcomes = crossRank(lists)
  const calibration = fitCalibration(
    outcomes.filter((outcome) => outcome.list.isSameLanguage).filter(isLikely),
  )
  const thresholds = chooseThresholds(outcomes)
  report(outcomes, log)
  const networks = trainNetworks(lists.flat())
  const groups = intents.map(toGroup)
  const table = trainEmbedder(groups, sets, teacher, withProgress('all intents', log))
  const context = learnContext(toEmbedder(table), groups, intents, () => true)
  writeEmbedder(options.outDir, table)
  writeRanker(
    options.outDir,
    { ...context, networks, calibration },
    { thresholds, risks: [] },
    table.dimensions,
  )
  calibrateRetrieval(options)
}

function foldLists(
  intents: readonly Intent[],
  sets: PublicSets,
  teacher: Teacher | null,
  index: number,
  log: RetrievalOptions['log'],
): RankedList[] {
  const fold = splitFold(intents, index)
  const embedder = toEmbedder(
    trainEmbedder(fold.seen, sets, teacher, withProgress(`fold ${index + 1}/${FOLDS}`, log)),
  )
  const seen = intents.filter((intent) => !fold.isNovel(intent))
  const context = learnContext(embedder, fold.seen, seen, (text) => !fold.isHeldOut(text))
  const features = makeFeatureContext(context, embedder)
  const overlaps = readOverlaps(join(import.meta.dirname, 'data', 'overlaps.json'))
  const random = makeRandom(1000 + index)
  return Array.from({ length: SHOPS_PER_FOLD }, (_, shop) =>
    listShop(
      features,
      embedder,
      drawShop(intents, fold, { outOfScope: sets.outOfScope, overlaps }, random),
      index * SHOPS_PER_FOLD + shop,
    ),
  ).flat()
}

/** Each fold ranked by networks that learned from the others. */
export function crossRank(lists: readonly RankedList[][]): Outcome[] {
  return lists.flatMap((own, fold) =>
    rankLists(trainNetworks(lists.filter((_, other) => other !== fold).flat()), own),
  )
}

export function trainNetworks(lists: readonly RankedList[]): Network[] {
  return Array.from({ length: NETWORKS }, (_, n) => trainNetwork(lists, { ...NETWORK_OPTIONS, seed: n + 1 }))
}

/** `faq` makes the best F1 of answering; `auto` keeps the risk. */
function chooseThresholds(outcomes: readonly Outcome[]): { faq: number; auto: number } {
  const own = outcomes.filter((outcome) => outcome.list.isSameLanguage).filter(isLikely)
  const calibration = fitCalibration(own)
  const judged = own.map((outcome) => ({ ...outcome, confidence: calibrate(calibration, outcome.raw) }))
  const answerable = own.filter((outcome) => outcome.list.right >= 0).length
  const auto = findThreshold(judged, AUTO_RISK)
  return { faq: Math.min(auto, findBestF1(judged, answerable)), auto }
}

/**
 * Look-alikes that an entry does not answer are drawn for every entry, so that the ranker learns them. Shops get far
 * fewer: every third counts where a threshold is chosen.
 */
function isLikely(outcome: Outcome, i: number): boolean {
  return outcome.list.kind !== 'unanswered' || i % 3 === 0
}

/** Half of the shops set calibration and threshold, the other half is counted. */
function report(outcomes: readonly Outcome[], log: RetrievalOptions['log']): void {
  const fitted = outcomes
    .filter((outcome) => outcome.list.shop % 2 === 0 && outcome.list.isSameLanguage)
    .filter(isLikely)
  const calibration = fitCalibration(fitted)
  const thresholds = chooseThresholds(fitted)
  const counted = outcomes
    .filter((outcome) => outcome.list.shop % 2 === 1)
    .map((outcome) => ({ ...outcome, confidence: calibrate(calibration, outcome.raw) }))
  for (const line of reportOutcomes(counted, thresholds)) log(line)
}

function withProgress(name: string, log: RetrievalOptions['log']): EmbedderOptions {
  const onStep = (done: number, of: number, loss: number) => {
    if (done % 200 === 0) log(`retrieval: embedder, ${name}: step ${done}/${of}, loss ${loss.toFixed(3)}`)
  }
  return { ...EMBEDDER_OPTIONS, onStep }
}

export function writeEmbedder(outDir: string, table: LearningTable): void {
  const { vectors, scales } = quantise(table)
  const meta = { dimensions: table.dimensions }
  const sha256 = writeModelFile(join(outDir, 'embedder.bin'), EMBEDDER_ID, meta, {
    hashes: { dtype: 'uint32', values: table.hashes },
    scales: { dtype: 'float32', values: scales },
    vectors: { dtype: 'int8', values: vectors },
  })
  updateManifest(outDir, 'embedder.bin', sha256)
}

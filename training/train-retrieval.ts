import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { countRows, openRows } from '../src/inference/embedded/score-candidates.ts'
import { calibrateRetrieval, UNCALIBRATED } from './calibrate-retrieval.ts'
import { choosePhrases } from './learn-phrases.ts'
import { FOLDS } from './list-shop.ts'
import { readShops } from './measure-shop.ts'
import { learnContext } from './retrieval-context.ts'
import { RETRIEVAL_SETS, readIntents, readPublicSets } from './retrieval-data.ts'
import { openJobs } from './retrieval-jobs.ts'
import { readTeacher } from './retrieval-teacher.ts'
import { type LearningTable, quantise } from './retrieval-vectors.ts'
import { shareLists } from './share-lists.ts'
import { toEmbedder } from './train-embedder.ts'
import { trainMeaning } from './train-meaning.ts'
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

export const EMBEDDER_ID = 'recado-embedder-6'
/** Words and pairs of words of fewer lists are not learned one by one. */
const LEAST_LISTS = 20
/** A network of the ranker each. */
const SEEDS = [1, 2, 3]

/**
 * Trains embedder.bin and ranker.bin. The embedder learns from intents and from whole businesses; the ranker from the same
 * businesses, each searched with an embedder that has not seen it. Other businesses then say what its confidence means.
 */
export async function trainRetrieval(options: RetrievalOptions): Promise<void> {
  const { log } = options
  const intents = readIntents()
  const absent = RETRIEVAL_SETS.filter((name) => !existsSync(join(options.dataDir, `${name}.jsonl`)))
  if (absent.length > 0) log(`retrieval: absent from the data folder, trained without: ${absent.join(', ')}`)
  const sets = readPublicSets(options.dataDir)
  const teacher = options.teacherDir === undefined ? null : readTeacher(options.teacherDir)
  log(
    `retrieval: ${intents.length} intents, ${sets.parallel.length} parallel rows, teacher ${teacher ? 'yes' : 'no'}`,
  )
  const run = openJobs(log)
  const sources = { dataDir: options.dataDir, teacherDir: options.teacherDir }
  const table = run({ kind: 'table', sources })
  const meaning = teacher === null ? null : trainMeaning(intents, sets, teacher)
  const folds = Array.from({ length: FOLDS }, (_, fold) => run({ kind: 'lists', sources, fold, meaning }))
  const found = (await Promise.all(folds)).flat()
  const phrases = choosePhrases(found, LEAST_LISTS)
  const lists = shareLists(found.map(openRows(phrases)))
  const subject = await table
  const embedder = toEmbedder(subject, meaning)
  const context = learnContext(embedder, intents, readShops('learn-shops'))
  const networks = await Promise.all(
    SEEDS.map((seed) => run({ kind: 'network', lists, rowCount: countRows(phrases), seed })),
  )
  writeEmbedder(options.outDir, subject, meaning)
  writeRanker(
    options.outDir,
    { ...context, networks, phrases, calibration: UNCALIBRATED },
    { thresholds: { faq: 0, auto: 1 }, risks: [] },
    embedder.dimensions,
  )
  calibrateRetrieval(options)
}

function writeEmbedder(outDir: string, subject: LearningTable, meaning: LearningTable | null): void {
  const own = quantise(subject)
  const taught = meaning === null ? null : quantise(meaning)
  const meta = { dimensions: subject.dimensions, meaning: meaning?.dimensions ?? 0 }
  const sha256 = writeModelFile(join(outDir, 'embedder.bin'), EMBEDDER_ID, meta, {
    hashes: { dtype: 'uint32', values: subject.hashes },
    scales: { dtype: 'float32', values: own.scales },
    vectors: { dtype: 'int8', values: own.vectors },
    meaningHashes: { dtype: 'uint32', values: meaning?.hashes ?? new Uint32Array() },
    meaningScales: { dtype: 'float32', values: taught?.scales ?? new Float32Array() },
    meaningVectors: { dtype: 'int8', values: taught?.vectors ?? new Int8Array() },
  })
  updateManifest(outDir, 'embedder.bin', sha256)
}

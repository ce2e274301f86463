import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFeatureContext } from '../src/inference/embedded/rank-passages.ts'
import { calibrateRetrieval, UNCALIBRATED } from './calibrate-retrieval.ts'
import { listWrittenShop, readShops } from './measure-shop.ts'
import { learnContext } from './retrieval-context.ts'
import { RETRIEVAL_SETS, readIntents, readPublicSets, toGroup } from './retrieval-data.ts'
import { openJobs } from './retrieval-jobs.ts'
import { FOLDS } from './retrieval-split.ts'
import { readTeacher } from './retrieval-teacher.ts'
import { type LearningTable, quantise } from './retrieval-vectors.ts'
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

export const EMBEDDER_ID = 'recado-embedder-2'
/** A network of the ranker each. */
const SEEDS = [1, 2, 3]
/** How often each message of a whole business counts, beside a question to a simulated shop. */
const WRITTEN_TIMES = 4

/**
 * Trains embedder.bin and ranker.bin. The ranker learns from simulated shops, searched with embedders that had a third of
 * the intents and a third of all other texts held out, and from whole businesses, searched with the embedder that ships,
 * which learns from all intents and from no business. Other businesses then say what its confidence means.
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
  const simulated = (await Promise.all(folds)).flat()
  const subject = await table
  const embedder = toEmbedder(subject, meaning)
  const context = learnContext(embedder, intents.map(toGroup), intents, () => true)
  const features = makeFeatureContext(context, embedder)
  const written = readShops('ranker-shops').flatMap((shop) => listWrittenShop(features, embedder, shop))
  const lists = [...simulated, ...Array.from({ length: WRITTEN_TIMES }, () => written).flat()]
  const networks = await Promise.all(SEEDS.map((seed) => run({ kind: 'network', lists, seed })))
  writeEmbedder(options.outDir, subject, meaning)
  writeRanker(
    options.outDir,
    { ...context, networks, calibration: UNCALIBRATED },
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

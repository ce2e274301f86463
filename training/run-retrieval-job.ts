import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { makeRandom } from '../src/evals/make-random.ts'
import { makeFeatureContext, type Network } from '../src/inference/embedded/rank-passages.ts'
import { learnContext } from './retrieval-context.ts'
import { readIntents, readOverlaps, readPublicSets, toGroup } from './retrieval-data.ts'
import { listShop, type RankedList } from './retrieval-lists.ts'
import { drawShop } from './retrieval-shops.ts'
import { splitFold } from './retrieval-split.ts'
import { readTeacher } from './retrieval-teacher.ts'
import type { LearningTable } from './retrieval-vectors.ts'
import { EMBEDDER_OPTIONS, toEmbedder, trainEmbedder } from './train-embedder.ts'
import { NETWORK_OPTIONS, trainNetwork } from './train-ranker.ts'

/** What one thread does on its own; `retrieval-jobs.ts` hands them out. */
export type RetrievalJob =
  | { readonly kind: 'table'; readonly sources: Sources }
  | {
      readonly kind: 'lists'
      readonly sources: Sources
      readonly fold: number
      readonly meaning: LearningTable | null
    }
  | { readonly kind: 'network'; readonly lists: readonly RankedList[]; readonly seed: number }

export interface Sources {
  readonly dataDir: string
  readonly teacherDir?: string | undefined
}

export interface JobResults {
  readonly table: LearningTable
  readonly lists: RankedList[]
  readonly network: Network
}

export type JobNews = { readonly line: string } | { readonly result: JobResults[keyof JobResults] }

const SHOPS_PER_FOLD = 60

tell({ result: runJob(workerData as RetrievalJob) })

function tell(news: JobNews): void {
  parentPort!.postMessage(news)
}

function runJob(job: RetrievalJob): JobResults[keyof JobResults] {
  if (job.kind === 'network') return trainNetwork(job.lists, { ...NETWORK_OPTIONS, seed: job.seed })
  if (job.kind === 'lists') return listFold(job.sources, job.fold, job.meaning)
  return learnTable(job.sources, null)
}

/** From all intents, or from what a fold may see. */
function learnTable({ dataDir, teacherDir }: Sources, fold: number | null): LearningTable {
  const intents = readIntents()
  const groups = fold === null ? intents.map(toGroup) : splitFold(intents, fold).seen
  const teacher = teacherDir === undefined ? null : readTeacher(teacherDir)
  const name = fold === null ? 'all intents' : `fold ${fold + 1}`
  return trainEmbedder(groups, readPublicSets(dataDir), teacher, {
    ...EMBEDDER_OPTIONS,
    onStep: (what, done, of, loss) => {
      if (done % 100 !== 0) return
      tell({ line: `embedder, ${name}: ${what} ${done}/${of}, loss ${loss.toFixed(3)}` })
    },
  })
}

/** Simulated shops of a fold, searched with an embedder that learned without it. */
function listFold(sources: Sources, index: number, meaning: LearningTable | null): RankedList[] {
  const embedder = toEmbedder(learnTable(sources, index), meaning)
  const intents = readIntents()
  const fold = splitFold(intents, index)
  const seen = intents.filter((intent) => !fold.isNovel(intent))
  const context = learnContext(embedder, fold.seen, seen, (text) => !fold.isHeldOut(text))
  const features = makeFeatureContext(context, embedder)
  const { outOfScope } = readPublicSets(sources.dataDir)
  const overlaps = readOverlaps(join(import.meta.dirname, 'data', 'overlaps.json'))
  const random = makeRandom(1000 + index)
  return Array.from({ length: SHOPS_PER_FOLD }, () =>
    listShop(features, embedder, drawShop(intents, fold, { outOfScope, overlaps }, random)),
  ).flat()
}

import { parentPort, workerData } from 'node:worker_threads'
import { makeRandom } from '../src/evals/make-random.ts'
import { makeFeatureContext } from '../src/inference/embedded/rank-passages.ts'
import type { Network } from '../src/inference/embedded/score-candidates.ts'
import { toAskedShop } from './draw-shop-batch.ts'
import { FOLDS, type LearnedList, listShop, type RankedList, shrinkShop } from './list-shop.ts'
import { readShops, type ShopFile } from './measure-shop.ts'
import { learnContext } from './retrieval-context.ts'
import { readIntents, readPublicSets, toGroup } from './retrieval-data.ts'
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
  | {
      readonly kind: 'network'
      readonly lists: readonly LearnedList[]
      readonly rowCount: number
      readonly seed: number
    }

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

tell({ result: runJob(workerData as RetrievalJob) })

function tell(news: JobNews): void {
  parentPort!.postMessage(news)
}

function runJob(job: RetrievalJob): JobResults[keyof JobResults] {
  if (job.kind === 'network')
    return trainNetwork(job.lists, job.rowCount, { ...NETWORK_OPTIONS, seed: job.seed })
  if (job.kind === 'lists') return listFold(job.sources, job.fold, job.meaning)
  return learnTable(job.sources, readShops('learn-shops'), 'all businesses')
}

function learnTable(
  { dataDir, teacherDir }: Sources,
  shops: readonly ShopFile[],
  name: string,
): LearningTable {
  const teacher = teacherDir === undefined ? null : readTeacher(teacherDir)
  const intents = readIntents().map(toGroup)
  return trainEmbedder(intents, shops.map(toAskedShop), readPublicSets(dataDir), teacher, {
    ...EMBEDDER_OPTIONS,
    onStep: (what, done, of, loss) => {
      if (done % 100 !== 0) return
      tell({ line: `embedder, ${name}: ${what} ${done}/${of}, loss ${loss.toFixed(3)}` })
    },
  })
}

/** The businesses of a fold, whole and small, searched with an embedder that learned from the others alone. */
function listFold(sources: Sources, fold: number, meaning: LearningTable | null): RankedList[] {
  const shops = readShops('learn-shops')
  const others = shops.filter((_, i) => i % FOLDS !== fold)
  const embedder = toEmbedder(learnTable(sources, others, `without part ${fold + 1} of ${FOLDS}`), meaning)
  const features = makeFeatureContext(learnContext(embedder, readIntents(), others), embedder)
  const random = makeRandom(1000 + fold)
  return shops
    .filter((_, i) => i % FOLDS === fold)
    .flatMap((shop) => [shop, shrinkShop(shop, random)])
    .flatMap((shop) => listShop(features, embedder, shop))
}

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JobNews, JobResults, RetrievalJob } from './run-retrieval-job.ts'

/** As many as the cores of the machine that the training is meant for. */
const AT_ONCE = 2

export type Log = (line: string) => void

/** Hands jobs to threads, two at a time; what one learns is nothing to the others, so the order changes no result. */
export function openJobs(log: Log) {
  const waiting: (() => void)[] = []
  let running = 0
  const startNext = () => {
    if (running >= AT_ONCE) return
    const next = waiting.shift()
    if (next === undefined) return
    running += 1
    next()
  }
  return <Kind extends RetrievalJob['kind']>(
    job: Extract<RetrievalJob, { kind: Kind }>,
  ): Promise<JobResults[Kind]> => {
    const done = new Promise<JobResults[Kind]>((resolve, reject) => {
      waiting.push(() => {
        const worker = new Worker(join(import.meta.dirname, 'run-retrieval-job.ts'), { workerData: job })
        worker.on('message', (news: JobNews) => {
          if ('line' in news) log(`retrieval: ${news.line}`)
          else resolve(news.result as JobResults[Kind])
        })
        worker.once('error', reject)
        worker.once('exit', () => {
          running -= 1
          startNext()
        })
      })
    })
    startNext()
    return done
  }
}

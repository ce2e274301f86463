import { Worker } from 'node:worker_threads'
import type { Config } from '../config.ts'
import type { Case } from './case.ts'
import { hashOf } from './hash-of.ts'
import type { Workbench } from './open-workbench.ts'
import type { CaseResult } from './result.ts'
import { type RunSettings, runCase } from './run-case.ts'

export interface RunPlan {
  readonly cases: readonly Case[]
  readonly settings: RunSettings
  readonly config: Config
  /** Threads that run cases beside each other, each with a bench of its own; or a bench to run them on here. */
  readonly where: number | Workbench
  onResult(result: CaseResult, given: Case): void
  /** No further case is begun. */
  isStopping?(): boolean
}

/** What a thread is given, and what it gives back for each case. */
export interface ThreadInput {
  readonly settings: RunSettings
  readonly config: Config
}
export type FromThread = { readonly isReady: true } | { readonly isReady: false; readonly result: CaseResult }

/** Few enough that threads end at about the same time. */
const BATCH = 8

/** Runs cases in threads, in any order; a case's result does not depend on which others run. */
export async function runCases(plan: RunPlan): Promise<void> {
  const batches = batchesOf(plan.cases)
  if (batches.length === 0) return
  if (typeof plan.where !== 'number') return workHere(batches, plan, plan.where)
  const threads = Math.min(plan.where, batches.length)
  const workers = Array.from({ length: threads }, () => workThrough(batches, plan))
  await Promise.all(workers)
}

/** Cases over the same knowledge stand together, so that a thread makes their shop once. */
function batchesOf(cases: readonly Case[]): Case[][] {
  const groups = Map.groupBy(cases, ({ knowledge, kind }) => hashOf([kind, knowledge]))
  const kinds = Map.groupBy(groups.values(), (group) =>
    group.length === 1 ? `single ${group[0]!.kind}` : hashOf(group[0]!.knowledge),
  )
  return [...kinds.values()].flatMap((groupsOfKind) => {
    const all = groupsOfKind.flat()
    return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) =>
      all.slice(i * BATCH, (i + 1) * BATCH),
    )
  })
}

async function workHere(batches: readonly Case[][], plan: RunPlan, bench: Workbench): Promise<void> {
  for (const batch of batches) {
    for (const given of batch) {
      if (plan.isStopping?.() === true) return
      plan.onResult(await runCase(bench, plan.settings, given), given)
    }
  }
}

/** One thread takes batch after batch until none is left. */
function workThrough(batches: Case[][], plan: RunPlan): Promise<void> {
  const { settings, config } = plan
  const input: ThreadInput = { settings, config }
  const worker = new Worker(new URL('./run-in-thread.ts', import.meta.url), { workerData: input })
  return new Promise((resolve, reject) => {
    let inHand = new Map<string, Case>()
    const next = () => {
      const batch = plan.isStopping?.() === true ? undefined : batches.shift()
      if (batch === undefined) return void worker.terminate()
      inHand = new Map(batch.map((given) => [given.id, given]))
      worker.postMessage(batch)
    }
    const fail = (error: unknown) => {
      reject(error)
      void worker.terminate()
    }
    worker.on('message', (message: FromThread) => {
      if (message.isReady) return next()
      const given = inHand.get(message.result.case_id)!
      inHand.delete(given.id)
      try {
        plan.onResult(message.result, given)
      } catch (error) {
        // Thrown on in here it would end the process.
        return fail(error)
      }
      if (inHand.size === 0 || plan.isStopping?.() === true) next()
    })
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
}

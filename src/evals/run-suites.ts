import { availableParallelism } from 'node:os'
import type { Config } from '../config.ts'
import type { EntryInput } from '../domain/knowledge-entry.ts'
import type { Case } from './case.ts'
import { versionsOf } from './fingerprint.ts'
import { type KeptResults, keyOf } from './keep-results.ts'
import { type Cost, measureCost, type Price } from './measure-cost.ts'
import { type Measured, measureRun, type Scored } from './measure-run.ts'
import type { CaseResult } from './result.ts'
import { DEFAULT_RUN, entriesOf, type RunSettings } from './run-case.ts'
import { type RunPlan, runCases } from './run-cases.ts'
import { scoreCase } from './score-case.ts'
import type { Suite } from './suites.ts'

/** A case with what became of it and how that is judged. */
export interface Outcome extends Scored {
  readonly given: Case
  readonly result: CaseResult
}

export interface SuiteRun {
  readonly versions: Readonly<Record<string, string>>
  readonly suites: readonly Suite[]
  readonly outcomes: readonly Outcome[]
  readonly measured: readonly Measured[]
  readonly cost: readonly Cost[]
}

export interface SuitePlan {
  readonly suites: readonly Suite[]
  readonly cases: readonly Case[]
  readonly config: Config
  readonly settings?: RunSettings
  readonly kept?: KeptResults
  readonly where?: RunPlan['where']
  /** Of the configured provider; null where nobody gave one. */
  readonly price?: Price | null
  onProgress?(done: number, total: number): void
}

/** Cores that run cases; more would each need a database in memory for little. */
const MOST_THREADS = 4

/** Runs the cases of the suites, but for those whose result is known already, scores and measures them. */
export async function runSuites(plan: SuitePlan): Promise<SuiteRun> {
  const { suites, config, kept, settings = DEFAULT_RUN } = plan
  const versions = versionsOf(config)
  const cases = plan.cases.filter(({ kind }) => suites.some(({ kinds }) => kinds.includes(kind)))
  const entries = new Map(cases.map((given) => [given.id, entriesOf(given, settings)]))
  const keys = new Map(
    cases.map((given) => [given.id, keyOf(given, entries.get(given.id)!, settings, versions)]),
  )
  const results = new Map<string, CaseResult>()
  for (const { id } of cases) {
    const known = kept?.get(keys.get(id)!)
    if (known !== undefined) results.set(id, { ...known, case_id: id })
  }
  const tell = () => plan.onProgress?.(results.size, cases.length)
  tell()
  await runCases({
    cases: cases.filter(({ id }) => !results.has(id)),
    settings,
    config,
    where: plan.where ?? Math.min(MOST_THREADS, availableParallelism()),
    onResult(result, { id }) {
      results.set(id, result)
      if (isWhole(result)) kept?.add(keys.get(id)!, result)
      tell()
    },
  })
  const outcomes = cases.map((given) => judge(given, results.get(given.id)!, entries.get(given.id)!))
  const cost = measureCost(outcomes, plan.price ?? null)
  return { versions, suites, outcomes, measured: measureRun(suites, outcomes), cost }
}

/** What failed, or a provider that did, may go well the next time. */
function isWhole({ error, usage, turns }: CaseResult): boolean {
  const isJudged = turns.every(({ judged }) => judged === null || judged.failures.length === 0)
  return error === null && isJudged && (usage === null || usage.drafting.failures === 0)
}

export function judge(given: Case, result: CaseResult, entries: readonly EntryInput[]): Outcome {
  const known = new Map(entries.map((entry) => [entry.external_id, entry]))
  return { given, result, score: scoreCase(given, result, known) }
}

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../db/make-folder.ts'
import { AppError } from '../../errors.ts'
import { BASELINE, readBaseline, toBaseline } from '../baseline.ts'
import { differencesOf, type PastScores } from '../compare-runs.ts'
import type { Verdict } from '../judge-gates.ts'
import type { SuiteRun } from '../run-suites.ts'
import { drawReport } from './draw-report.ts'
import { StoredRun } from './stored-run.ts'
import { writeCsv } from './write-csv.ts'

/** Older ones go. */
const MOST_RUNS = 10

export interface Against {
  readonly name: string
  readonly cases: PastScores
}

/** The run that others are held against: one that was kept, by its id, or the baseline. */
export function readAgainst(folder: string, name: string): Against | null {
  if (name === 'baseline') return existsSync(BASELINE) ? { name, cases: readBaseline().cases } : null
  return { name, cases: readRun(folder, name).cases }
}

/** Throws `not_found`. */
export function readRun(folder: string, id: string): StoredRun {
  const path = join(folder, id, 'run.json')
  if (!/^[\w-]+$/.test(id) || !existsSync(path))
    throw new AppError('not_found', `There is no run ${id} in ${folder}`)
  return StoredRun.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** Writes report.html, cases.csv and run.json of a run; returns where. */
export async function keepRun(
  folder: string,
  at: Date,
  run: SuiteRun,
  verdicts: readonly Verdict[],
  against: Against | null,
): Promise<{ readonly id: string; readonly report: string }> {
  const id = at.toISOString().slice(0, 19).replace(/:/g, '-')
  const own = join(folder, id)
  makeFolder(own)
  const stored: StoredRun = {
    ...toBaseline(run.versions, run.measured, run.outcomes),
    versions: { ...run.versions },
    id,
    at: at.toISOString(),
    suites: run.suites.map(({ name }) => name),
    verdicts: [...verdicts],
    results: run.outcomes.map(({ result }) => result),
    cost: [...run.cost],
  }
  const differences = against === null ? [] : differencesOf(run.suites, against.cases, run.outcomes)
  writeFileSync(join(own, 'run.json'), JSON.stringify(stored))
  writeFileSync(join(own, 'cases.csv'), writeCsv(run.outcomes))
  const report = join(own, 'report.html')
  writeFileSync(report, await drawReport({ id, at, run, verdicts, against, differences }))
  const kept = readdirSync(folder).sort().reverse()
  for (const old of kept.slice(MOST_RUNS)) rmSync(join(folder, old), { recursive: true })
  return { id, report }
}

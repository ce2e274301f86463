import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { CHANGES, changesOf, differencesOf } from '../evals/compare-runs.ts'
import { listCases } from '../evals/list-cases.ts'
import { readAgainst, readRun } from '../evals/report/keep-run.ts'
import { SUITES } from '../evals/suites.ts'

/** Prints what changed between two kept runs, on the cases that both have. */
export function compareEvals(before: string, after: string): void {
  const folder = join(readConfig().dataDir, 'evals', 'runs')
  const past = readAgainst(folder, before)?.cases ?? []
  const scores = new Map(readRun(folder, after).cases.map((score) => [score.case_id, score]))
  const now = listCases().flatMap((given) => {
    const score = scores.get(given.id)
    return score === undefined ? [] : [{ given, score }]
  })
  for (const { suite, metric, where, before: was, after: is, verdict } of differencesOf(SUITES, past, now)) {
    if (verdict !== 'same')
      print(`${verdict}: ${suite}.${metric}.${where} ${was.toFixed(3)} → ${is.toFixed(3)}`)
  }
  const changes = [...changesOf(past, now)]
  for (const change of CHANGES) {
    const own = changes.filter(([, each]) => each === change).map(([id]) => id)
    print(
      `${change.replace('_', ' ')}: ${own.length}${own.length === 0 || change === 'still_wrong' ? '' : ` (${own.join(', ')})`}`,
    )
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

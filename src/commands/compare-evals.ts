import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { CHANGES, changesOf, differencesOf, type LeftOut, leftOutOf } from '../evals/compare-runs.ts'
import { listCases } from '../evals/list-cases.ts'
import { readAgainst, readRun } from '../evals/report/keep-run.ts'
import { SUITES } from '../evals/suites.ts'
import { folderOf } from './run-evals.ts'

/** Prints what changed between two kept runs, on the cases that both have, and how many others there are. */
export function compareEvals(before: string, after: string, { data }: { readonly data?: string }): void {
  const folder = join(readConfig().dataDir, 'evals', 'runs')
  const past = readAgainst(folder, before)?.cases ?? []
  const latest = readRun(folder, after).cases
  const scores = new Map(latest.map((score) => [score.case_id, score]))
  const known = listCases(undefined, data === undefined ? null : folderOf(data))
  const now = known.flatMap((given) => {
    const score = scores.get(given.id)
    return score === undefined ? [] : [{ given, score }]
  })
  const leftOut = leftOutOf(past, latest, new Set(known.map(({ id }) => id)))
  for (const why of REASONS) if (leftOut[why] > 0) print(`left out: ${leftOut[why]} ${WORDS[why]}`)
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

const REASONS = ['unknown', 'onlyBefore', 'onlyAfter'] as const
const WORDS: Readonly<Record<keyof LeftOut, string>> = {
  unknown: 'that are not shipped: name their folder of data sets by --data DIR',
  onlyBefore: 'that only the first run has',
  onlyAfter: 'that only the second run has',
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

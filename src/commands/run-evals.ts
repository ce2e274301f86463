import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { type Config, readConfig } from '../config.ts'
import { LANGUAGES } from '../domain/language.ts'
import { AppError } from '../errors.ts'
import { BASELINE, readBaseline, toBaseline, writeBaseline } from '../evals/baseline.ts'
import { GATES, judgeGates, readGates, type Verdict } from '../evals/judge-gates.ts'
import { judgeVersions } from '../evals/judge-versions.ts'
import { keepResults } from '../evals/keep-results.ts'
import { listCases } from '../evals/list-cases.ts'
import { EVERYWHERE, type Measured } from '../evals/measure-run.ts'
import { raiseGates, writeGates } from '../evals/raise-gates.ts'
import { keepRun, readAgainst } from '../evals/report/keep-run.ts'
import { runSuites, type SuiteRun } from '../evals/run-suites.ts'
import { findSuite, SUITES, type Suite } from '../evals/suites.ts'

export interface EvalsOptions {
  readonly misses?: boolean
  readonly data?: string
  readonly accept?: boolean
  /** True for the configured model. */
  readonly provider?: string | true
  readonly against: string
}

/** Runs suites over the code that serves, prints their numbers and judges the gates: exit code 1 names those that fail. */
export async function runEvals(names: readonly string[], options: EvalsOptions): Promise<void> {
  const suites = names.length === 0 ? SUITES : names.map(suiteOf)
  const config = withProvider(readConfig(), options.provider)
  const own = join(config.dataDir, 'evals')
  const against = readAgainst(join(own, 'runs'), options.against)
  const cases = listCases([...new Set(suites.flatMap(({ kinds }) => kinds))], options.data ?? null)
  const bar = new SingleBar({
    format: '{bar} {value}/{total} cases, {eta_formatted} left',
    clearOnComplete: true,
  })
  const at = new Date()
  bar.start(cases.length, 0)
  const kept = keepResults(join(own, 'results.jsonl'))
  const run = await runSuites({ suites, cases, config, kept, onProgress: (done) => bar.update(done) })
  bar.stop()
  printTable(run)
  if (options.misses === true) printMisses(run)
  if (options.accept === true) accept(run)
  const verdicts = judgeRun(run, options.data !== undefined)
  printVerdicts(verdicts)
  const { id, report } = await keepRun(join(own, 'runs'), at, run, verdicts, against)
  print(
    `${cases.length} cases in ${((Date.now() - at.getTime()) / 1000).toFixed(1)} s · run ${id} · ${report}`,
  )
}

/** Without `--provider` nothing leaves the machine, whatever is configured. */
function withProvider(config: Config, provider: EvalsOptions['provider']): Config {
  if (provider === undefined) return { ...config, provider: null, moderationModel: null }
  if (config.provider === null)
    throw new AppError('not_configured', 'No provider is configured: set OPENAI_API_KEY or OPENAI_BASE_URL')
  return provider === true ? config : { ...config, provider: { ...config.provider, model: provider } }
}

function judgeRun(run: SuiteRun, isPartial: boolean): Verdict[] {
  const baseline = existsSync(BASELINE) ? readBaseline() : null
  const input = { scored: run.outcomes, baseline, isPartial }
  return [...judgeVersions(run.versions, baseline), ...judgeGates(readGates(), run.suites, input)]
}

function suiteOf(name: string): Suite {
  const suite = findSuite(name)
  if (suite !== undefined) return suite
  throw new AppError(
    'not_found',
    `There is no suite ${name}; there are ${SUITES.map((each) => each.name).join(', ')}`,
  )
}

/** The run becomes what later ones are held against, and gates rise to what is shown. */
function accept(run: SuiteRun): void {
  if (run.suites.length < SUITES.length)
    throw new AppError('invalid_request', 'A baseline is made of all suites: run without naming one')
  const baseline = toBaseline(run.versions, run.measured, run.outcomes)
  writeFileSync(BASELINE, writeBaseline(baseline))
  writeFileSync(GATES, writeGates(raiseGates(readGates(), baseline)))
  print('evals/baseline.json and evals/gates.json are written')
}

const NAME_WIDTH = 44
const CELL_WIDTH = 22

function printTable({ suites, measured, versions }: SuiteRun): void {
  print(`models ${versions.models}, provider ${versions.provider}, code ${versions.code}`)
  for (const suite of suites) {
    print(`\n${suite.name}: ${suite.about}`)
    print(
      ['', EVERYWHERE, ...LANGUAGES]
        .map((cell, i) => (i === 0 ? ''.padEnd(NAME_WIDTH) : cell.padStart(CELL_WIDTH)))
        .join(''),
    )
    for (const metric of suite.metrics) {
      const cells = [EVERYWHERE, ...LANGUAGES].map((where) =>
        measured.find((m) => m.suite === suite.name && m.metric === metric.name && m.where === where),
      )
      const sign = metric.isHigherBetter ? '' : ' ↓'
      print(
        `  ${`${metric.name}${sign}`.padEnd(NAME_WIDTH - 2)}${cells.map((cell) => showCell(cell!).padStart(CELL_WIDTH)).join('')}`,
      )
    }
  }
}

function showCell({ value, interval, turns }: Measured): string {
  if (value === null) return 'n/a'
  const range = interval === null ? '' : ` ${interval[0].toFixed(2)}–${interval[1].toFixed(2)}`
  return `${value.toFixed(3)}${range} n${turns}`
}

function printVerdicts(verdicts: readonly Verdict[]): void {
  const failed = verdicts.filter(({ passed }) => !passed)
  print(`\n${verdicts.length - failed.length} of ${verdicts.length} gates hold`)
  for (const { gate, detail } of failed) print(`FAILED ${gate}: ${detail}`)
  if (failed.length > 0) process.exitCode = 1
}

/** What went wrong, case by case: what somebody reads who wants to make it better. */
function printMisses({ outcomes }: SuiteRun): void {
  for (const { given, result, score } of outcomes) {
    if (score.failed.length === 0) continue
    print(`\n${given.id} (${given.tags.language}, ${given.tags.family}): ${score.failed.join(', ')}`)
    if (result.error !== null) print(`  could not be run: ${result.error}`)
    for (const message of given.messages) print(`  ${message.from}: ${message.text}`)
    for (const turn of result.turns) {
      const expected = JSON.stringify(given.messages[turn.at]!.expected)
      const found = turn.found.map((each) => `${each.external_id} ${each.confidence.toFixed(2)}`).join(', ')
      const cited = turn.draft?.citations.join(', ') ?? '-'
      print(`  ${turn.at + 1} wants ${expected}`)
      print(
        `    got ${turn.category} ${turn.route} ${turn.reasons.join(',')} cites ${cited} · found ${found}`,
      )
    }
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { z } from 'zod'
import { type Config, readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { BASELINE, readBaseline, toBaseline, writeBaseline } from '../evals/baseline.ts'
import { GATES, judgeGates, readGates, type Verdict } from '../evals/judge-gates.ts'
import { judgeVersions } from '../evals/judge-versions.ts'
import { keepResults } from '../evals/keep-results.ts'
import { listCases } from '../evals/list-cases.ts'
import type { Price } from '../evals/measure-cost.ts'
import { raiseGates, writeGates } from '../evals/raise-gates.ts'
import { keepRun, readAgainst } from '../evals/report/keep-run.ts'
import { tabulateKinds } from '../evals/report/tabulate-kinds.ts'
import { DEFAULT_RUN } from '../evals/run-case.ts'
import { runSuites, type SuitePlan, type SuiteRun } from '../evals/run-suites.ts'
import { findSuite, SUITES, type Suite } from '../evals/suites.ts'
import { printMisses, printTable, printVerdicts } from './print-evals.ts'

export interface EvalsOptions {
  readonly misses?: boolean
  readonly kinds?: boolean
  readonly data?: string
  readonly accept?: boolean
  /** True for the configured model. */
  readonly provider?: string | true
  readonly against: string
  readonly judgings: string
  readonly priceIn?: string
  readonly priceOut?: string
}

/** Runs suites over the code that serves, prints their numbers and judges the gates: exit code 1 names those that fail. */
export async function runEvals(names: readonly string[], options: EvalsOptions): Promise<void> {
  const suites = names.length === 0 ? SUITES : names.map(suiteOf)
  if (options.accept === true) assertAcceptable(names, options)
  const config = withProvider(readConfig(), options.provider)
  const own = join(config.dataDir, 'evals')
  const against = readAgainst(join(own, 'runs'), options.against)
  const folder = options.data === undefined ? null : folderOf(options.data)
  const cases = listCases([...new Set(suites.flatMap(({ kinds }) => kinds))], folder)
  const judgings = readNumber('--judgings', 'a whole number from 0 to 9', Judgings, options.judgings)
  const at = new Date()
  const run = await runWithBar({
    suites,
    cases,
    config,
    kept: keepResults(join(own, 'results.jsonl')),
    settings: { ...DEFAULT_RUN, judgings },
    price: priceOf(options),
  })
  printTable(run)
  if (options.misses === true) printMisses(run)
  if (options.kinds === true) print(`\n${tabulateKinds(run.outcomes)}`)
  if (options.accept === true) accept(run)
  const verdicts = judgeRun(run, folder !== null)
  printVerdicts(verdicts)
  if (verdicts.some(({ passed }) => !passed)) process.exitCode = 1
  const { id, report } = await keepRun(join(own, 'runs'), at, run, verdicts, against)
  print(
    `${cases.length} cases in ${((Date.now() - at.getTime()) / 1000).toFixed(1)} s · run ${id} · ${report}`,
  )
}

/** A bar that nobody stops would keep the process alive after a run that failed. */
async function runWithBar(plan: SuitePlan): Promise<SuiteRun> {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} cases, {eta_formatted} left',
    clearOnComplete: true,
  })
  bar.start(plan.cases.length, 0)
  try {
    return await runSuites({ ...plan, onProgress: (done) => bar.update(done) })
  } finally {
    bar.stop()
  }
}

/** Said before a run rather than after it. */
function assertAcceptable(names: readonly string[], { data, provider }: EvalsOptions): void {
  if (names.length === 0 && data === undefined && provider === undefined) return
  throw new AppError(
    'invalid_request',
    'A baseline is made of all suites over the shipped cases, without a provider: run --accept without naming a suite, --data or --provider',
  )
}

/** Of one that is not there no case would be read, and limits do not judge a run with `--data`. */
export function folderOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path
  throw new AppError('invalid_request', `--data must name a folder, and ${path} is none`)
}

/** Without `--provider` nothing leaves the machine, whatever is configured. */
function withProvider(config: Config, provider: EvalsOptions['provider']): Config {
  if (provider === undefined) return { ...config, provider: null, moderationModel: null }
  if (config.provider === null)
    throw new AppError('not_configured', 'No provider is configured: set OPENAI_API_KEY or OPENAI_BASE_URL')
  return provider === true ? config : { ...config, provider: { ...config.provider, model: provider } }
}

const Judgings = z.coerce.number().int().min(0).max(9)
const Amount = z.coerce.number().min(0)

/** Both or neither: half a price would be a wrong one. */
function priceOf({ priceIn, priceOut }: EvalsOptions): Price | null {
  if (priceIn === undefined && priceOut === undefined) return null
  const wanted = 'a price for a million tokens, and so must the other one'
  return {
    input: readNumber('--price-in', wanted, Amount, priceIn),
    output: readNumber('--price-out', wanted, Amount, priceOut),
  }
}

function readNumber(
  flag: string,
  wanted: string,
  shape: z.ZodType<number>,
  given: string | undefined,
): number {
  const read = shape.safeParse(given)
  if (read.success) return read.data
  throw new AppError('invalid_request', `${flag} must be ${wanted}`)
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
  const baseline = toBaseline(run.versions, run.measured, run.outcomes)
  writeFileSync(BASELINE, writeBaseline(baseline))
  writeFileSync(GATES, writeGates(raiseGates(readGates(), baseline)))
  print('evals/baseline.json and evals/gates.json are written')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

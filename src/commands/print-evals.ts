import { LANGUAGES } from '../domain/language.ts'
import { NO_PROVIDER } from '../evals/fingerprint.ts'
import type { Verdict } from '../evals/judge-gates.ts'
import { COST_OF, type Cost } from '../evals/measure-cost.ts'
import { EVERYWHERE, type Measured } from '../evals/measure-run.ts'
import type { SuiteRun } from '../evals/run-suites.ts'

const PLACES = [EVERYWHERE, ...LANGUAGES] as const
const NAME_WIDTH = 44
const CELL_WIDTH = 22

/** Every metric of a run, all together and by language, and what a provider took. */
export function printTable({ suites, measured, versions, cost }: SuiteRun): void {
  print(`models ${versions.models}, provider ${versions.provider}, code ${versions.code}`)
  for (const suite of suites) {
    print(`\n${suite.name}: ${suite.about}`)
    printRow('', PLACES)
    for (const metric of suite.metrics) {
      if (metric.needsProvider === true && versions.provider === NO_PROVIDER) {
        print(`  ${metric.name.padEnd(NAME_WIDTH - 2)}  not applicable (no provider)`)
        continue
      }
      const cells = PLACES.map((where) =>
        measured.find((m) => m.suite === suite.name && m.metric === metric.name && m.where === where),
      )
      printRow(
        `${metric.name}${metric.isHigherBetter ? '' : ' ↓'}`,
        cells.map((cell) => showCell(cell!)),
      )
    }
  }
  printCost(cost)
}

function printCost(cost: readonly Cost[]): void {
  print('\ncost: what the provider took')
  if (cost.length === 0) {
    print('  not applicable (no provider)')
    return
  }
  printRow('', PLACES)
  for (const of of COST_OF) {
    const own = PLACES.map((where) => cost.find((one) => one.of === of && one.where === where)!)
    const row = (name: string, show: (one: Cost) => string) => printRow(`${of} ${name}`, own.map(show))
    row('calls (failed)', ({ calls, failures }) => `${calls} (${failures})`)
    row('tokens in + out', (one) => `${one.input_tokens} + ${one.output_tokens}`)
    row(
      'price',
      ({ price, unmetered }) => price?.toFixed(4) ?? (unmetered > 0 ? 'not metered' : 'no price given'),
    )
    row('price of a case', ({ price, cases }) =>
      price === null || cases === 0 ? 'n/a' : (price / cases).toFixed(6),
    )
  }
}

function printRow(name: string, cells: readonly string[]): void {
  print(`  ${name.padEnd(NAME_WIDTH - 2)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`)
}

function showCell({ value, interval, turns }: Measured): string {
  if (value === null) return 'n/a'
  const range = interval === null ? '' : ` ${interval[0].toFixed(2)}–${interval[1].toFixed(2)}`
  return `${value.toFixed(3)}${range} n${turns}`
}

/** How many gates hold, and each that does not. */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  const failed = verdicts.filter(({ passed }) => !passed)
  print(`\n${verdicts.length - failed.length} of ${verdicts.length} gates hold`)
  for (const { gate, detail } of failed) print(`FAILED ${gate}: ${detail}`)
}

/** What went wrong, case by case: what somebody reads who wants to make it better. */
export function printMisses({ outcomes }: SuiteRun): void {
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

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Baseline } from './baseline.ts'
import { differenceOf, toPast } from './compare-runs.ts'
import { EVERYWHERE, inPlace, measureOne, type Scored } from './measure-run.ts'
import { EVALS } from './read-shop.ts'
import { findSuite, type Metric, type Suite } from './suites.ts'

/** What a metric must keep in one language, or in all together. */
export const Gate = z
  .strictObject({
    suite: z.string(),
    metric: z.string(),
    where: z.enum([EVERYWHERE, 'pt', 'es', 'en']),
    floor: z.number().min(0).max(1).optional().describe('Not below, where higher is better'),
    ceiling: z.number().min(0).max(1).optional().describe('Not above, where lower is better'),
    drop: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Not worse than the baseline by more than this beyond chance; null where it does not matter'),
  })
  .refine((gate) => (gate.floor === undefined) !== (gate.ceiling === undefined), 'needs a floor or a ceiling')
export type Gate = z.infer<typeof Gate>

export const GATES = join(EVALS, 'gates.json')

export function readGates(text: string = readFileSync(GATES, 'utf8')): Gate[] {
  return z.array(Gate).parse(JSON.parse(text))
}

export function gateName({ suite, metric, where }: Pick<Gate, 'suite' | 'metric' | 'where'>): string {
  return `${suite}.${metric}.${where}`
}

export const Verdict = z
  .object({ gate: z.string(), passed: z.boolean(), detail: z.string().describe('What holds and what must') })
  .meta({ id: 'EvalVerdict' })
export type Verdict = z.infer<typeof Verdict>

export interface GateInput {
  readonly scored: readonly Scored[]
  readonly baseline: Baseline | null
  /** Some cases were left out: limits set for all of them say nothing. */
  readonly isPartial: boolean
}

/** One verdict a gate whose suite was run, each failing for its limit or for a drop that chance does not explain. */
export function judgeGates(gates: readonly Gate[], suites: readonly Suite[], input: GateInput): Verdict[] {
  return gates.flatMap((gate) => {
    const suite = suites.find(({ name }) => name === gate.suite)
    const metric = suite?.metrics.find(({ name }) => name === gate.metric)
    if (suite === undefined || metric === undefined) return []
    const own = inPlace(
      input.scored.filter(({ given }) => suite.kinds.includes(given.kind)),
      gate.where,
    )
    return [judge(gate, suite, metric, own, input)]
  })
}

/** A gate that names what does not exist would never fail. */
export function unknownGates(gates: readonly Gate[]): string[] {
  return gates
    .filter(({ suite, metric }) => !findSuite(suite)?.metrics.some(({ name }) => name === metric))
    .map(gateName)
}

function judge(
  gate: Gate,
  suite: Suite,
  metric: Metric,
  scored: readonly Scored[],
  input: GateInput,
): Verdict {
  const name = gateName(gate)
  const { value } = measureOne(suite, metric, scored, gate.where, 0)
  if (value === null)
    return { gate: name, passed: input.isPartial, detail: 'does not apply to any case that was run' }
  const limit = gate.floor ?? gate.ceiling!
  const isBeyond = gate.floor === undefined ? value > limit + SLACK : value < limit - SLACK
  if (isBeyond && !input.isPartial) {
    const word = gate.floor === undefined ? 'above its ceiling' : 'below its floor'
    return { gate: name, passed: false, detail: `${show(value)} is ${word} ${show(limit)}` }
  }
  const past = input.baseline === null ? null : toPast(input.baseline.cases)
  const found = past === null ? null : differenceOf(suite, metric, gate.where, past, scored)
  if (found?.verdict === 'worse' && gate.drop !== null) {
    const worse = Math.abs(found.after - found.before)
    const [low, high] = found.interval
    const detail = `${show(found.before)} became ${show(found.after)} (difference ${show(low)} to ${show(high)})`
    if (worse - SLACK > gate.drop) return { gate: name, passed: false, detail }
  }
  return { gate: name, passed: true, detail: show(value) }
}

/** Numbers are stored with four digits. */
const SLACK = 0.0001

function show(value: number): string {
  return value.toFixed(3)
}

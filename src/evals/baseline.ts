import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Category } from '../domain/assessment.ts'
import { EVERYWHERE, type Measured, type Scored } from './measure-run.ts'
import { EVALS } from './read-shop.ts'
import { round } from './round.ts'
import type { CaseScore } from './score-case.ts'

const Share = z.number().min(0).max(1)

const TurnScore = z.object({
  scores: z.record(z.string(), Share),
  category: z.tuple([Category, Category]).nullable(),
  stated: z.record(z.string(), z.tuple([Share, z.union([z.literal(0), z.literal(1)])])),
})

/** A run that others are held against: its versions, its numbers, and how each case fared. */
export const Baseline = z.object({
  versions: z.record(z.string(), z.string()),
  measured: z.array(
    z.object({
      suite: z.string(),
      metric: z.string(),
      where: z.enum([EVERYWHERE, 'pt', 'es', 'en']),
      value: Share.nullable(),
      interval: z.tuple([Share, Share]).nullable(),
      turns: z.int(),
      not_applicable: z.int().default(0).describe('Turns of the suite that the metric does not apply to'),
    }),
  ),
  cases: z.array(z.object({ case_id: z.string(), failed: z.array(z.string()), turns: z.array(TurnScore) })),
})
export type Baseline = z.infer<typeof Baseline>

export const BASELINE = join(EVALS, 'baseline.json')

export function readBaseline(path: string = BASELINE): Baseline {
  return Baseline.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** What differs between two runs of the same code, and would make every baseline another one. */
const SUITE_OF_TIME = 'latency'
const SCORE_OF_TIME = 'fast'

export function toBaseline(
  versions: Readonly<Record<string, string>>,
  measured: readonly Measured[],
  scored: readonly Scored[],
): Baseline {
  const { code: _, ...fixed } = versions
  return {
    // The code is another one with every change, this file's own commit included.
    versions: fixed,
    measured: measured
      .filter(({ suite }) => suite !== SUITE_OF_TIME)
      .map((each) => ({
        ...each,
        value: each.value === null ? null : round(each.value),
        interval: each.interval === null ? null : [round(each.interval[0]), round(each.interval[1])],
      })),
    cases: scored.map(({ score }) => withoutTime(score)),
  }
}

function withoutTime({ case_id, failed, turns }: CaseScore): Baseline['cases'][number] {
  return {
    case_id,
    failed: [...failed],
    turns: turns.map(({ scores, category, stated }) => ({
      scores: Object.fromEntries(Object.entries(scores).filter(([name]) => name !== SCORE_OF_TIME)),
      category: category === null ? null : [...category],
      stated: Object.fromEntries(Object.entries(stated).map(([name, pair]) => [name, [...pair]])),
    })),
  }
}

/** One line a case and a metric, so that a change of one is a change of one line. */
export function writeBaseline({ versions, measured, cases }: Baseline): string {
  const lines = (rows: readonly unknown[]) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  return `{\n  "versions": ${JSON.stringify(versions)},\n  "measured": [\n${lines(measured)}\n  ],\n  "cases": [\n${lines(cases)}\n  ]\n}\n`
}

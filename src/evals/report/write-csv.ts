import { stringify } from 'csv-stringify/sync'
import type { Outcome } from '../run-suites.ts'

/** One row a case: what it is, whether it is right, what failed, and each score of its turns. */
export function writeCsv(outcomes: readonly Outcome[]): string {
  const names = [
    ...new Set(outcomes.flatMap(({ score }) => score.turns.flatMap(({ scores }) => Object.keys(scores)))),
  ].sort()
  const rows = outcomes.map(({ given, result, score }) => ({
    case: given.id,
    kind: given.kind,
    language: given.tags.language,
    surface: given.tags.surface,
    family: given.tags.family,
    source: given.tags.source,
    right: score.failed.length === 0,
    failed: score.failed.join(' '),
    ms: result.ms,
    ...Object.fromEntries(
      names.map((name) => [`score_${name}`, meanOf(score.turns.flatMap(({ scores }) => scores[name] ?? []))]),
    ),
  }))
  return stringify(rows, { header: true, escape_formulas: true, cast: { boolean: String } })
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

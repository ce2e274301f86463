import { LANGUAGES, type Language } from '../../domain/language.ts'
import type { Kind } from '../../privacy/span.ts'
import { PRESIDIO_KINDS } from '../presidio-rows.ts'
import type { Outcome } from '../run-suites.ts'

type Column = Language | 'all'
const COLUMNS: readonly Column[] = [...LANGUAGES, 'all']

interface Counts {
  marked: number
  found: number
  named: number
  right: number
}

/** Recall and precision of personal data by kind and language, as Markdown, a table a family of rows. */
export function tabulateKinds(outcomes: readonly Outcome[]): string {
  const rows = outcomes.filter(({ given, result }) => given.kind === 'personal_data' && result.spans !== null)
  return [...Map.groupBy(rows, ({ given }) => given.tags.family)]
    .map(([family, own]) => tabulate(family, countKinds(own)))
    .join('\n\n')
}

type ByKind = Map<Kind | 'all', Map<Column, Counts>>

function countKinds(outcomes: readonly Outcome[]): ByKind {
  const byKind: ByKind = new Map()
  const add = (kind: Kind | 'all', column: Column, of: 'marked' | 'named', isRight: boolean) => {
    const columns = byKind.get(kind) ?? new Map<Column, Counts>()
    const counts = columns.get(column) ?? { marked: 0, found: 0, named: 0, right: 0 }
    counts[of] += 1
    counts[of === 'marked' ? 'found' : 'right'] += Number(isRight)
    byKind.set(kind, columns.set(column, counts))
  }
  for (const { given, score, result } of outcomes) {
    const spans = [...given.spans, ...result.spans!]
    // A public set marks fewer kinds than Recado knows.
    const isMarked = (kind: Kind) => given.tags.source !== 'presidio' || PRESIDIO_KINDS.includes(kind)
    for (const [i, { scores }] of score.turns.entries()) {
      if (!isMarked(spans[i]!.kind)) continue
      const [of, isRight] =
        scores.span_found === undefined
          ? (['named', scores.span_right] as const)
          : (['marked', scores.span_found] as const)
      for (const kind of [spans[i]!.kind, 'all'] as const)
        for (const column of [given.tags.language as Language, 'all'] as const)
          add(kind, column, of, isRight === 1)
    }
  }
  return byKind
}

function tabulate(family: string, byKind: ByKind): string {
  const kinds = [...byKind.keys()].filter((kind) => kind !== 'all')
  const cells = (kind: Kind | 'all') => COLUMNS.map((column) => show(byKind.get(kind)?.get(column)))
  return [
    `| ${family}, recall · precision | ${COLUMNS.join(' | ')} |`,
    `|${'---|'.repeat(COLUMNS.length + 1)}`,
    ...[...kinds.sort(), 'all' as const].map((kind) => `| ${[kind, ...cells(kind)].join(' | ')} |`),
  ].join('\n')
}

function show(counts: Counts | undefined): string {
  if (counts === undefined) return ''
  const share = (part: number, whole: number) =>
    whole === 0 ? '–' : `${(part / whole).toFixed(3)} (${part}/${whole})`
  return `${share(counts.found, counts.marked)} · ${share(counts.right, counts.named)}`
}

import { join } from 'node:path'
import type { Group } from '../src/evals/fill-slots.ts'
import type { ClassName } from '../src/inference/embedded/word-classes.ts'
import { normaliseText } from '../src/inference/normalise-text.ts'
import type { ModelLabel } from '../src/inference/text-classifier.ts'
import { readIdentityRows, readSuiteRows } from './classifier-line-rows.ts'
import { mentionRows } from './classifier-mentions.ts'
import { readOwnRows } from './classifier-own-rows.ts'
import { readPublicRows } from './classifier-public-rows.ts'
import type { Fold, Row } from './classifier-row.ts'
import { splitRows } from './split-rows.ts'

export interface ClassifierData {
  readonly rows: readonly Row[]
  readonly folds: readonly Fold[]
  readonly terms: Partial<Record<ClassName, readonly string[]>>
  /** Public sets that the folder does not hold. */
  readonly absent: readonly string[]
}

const EVALS = join(import.meta.dirname, '..', 'evals')

/** All rows with their folds; split before anything else looks at them. */
export function readClassifierData(dataDir: string, ownDir: string): ClassifierData {
  const { rows: publicRows, absent } = readPublicRows(dataDir)
  const own = readOwnRows(ownDir)
  const suites = [...readSuiteRows(EVALS, own.groups), ...readIdentityRows(EVALS, own.groups)]
  const written = [...publicRows, ...own.rows]
  const rows = [...written, ...mentionRows(written, own.groups), ...suites]
  return { rows, folds: splitRows(rows), terms: groupTerms(own.groups), absent }
}

/** Rows of a fold that a label has a target for. */
export function labelledRows({ rows, folds }: ClassifierData, fold: Fold, label: ModelLabel): number[] {
  return [...rows.keys()].filter((i) => folds[i] === fold && rows[i]!.targets[label] !== undefined)
}

/** Whether a row speaks clearly for or against a label; null where votes were split. */
export function truthOf(row: Row, label: ModelLabel): 0 | 1 | null {
  const value = row.targets[label]!.value
  return value > 0.5 ? 1 : value < 0.5 ? 0 : null
}

function groupTerms(groups: readonly Group[]): ClassifierData['terms'] {
  const isProtected = groups.filter((group) => group.hard_negative !== true)
  const foldAll = (texts: readonly string[]) => [
    ...new Set(
      texts.map((text) =>
        normaliseText(text)
          .text.replace(/^an? /, '')
          .replace(/[^\p{L}\p{N}']+/gu, ' ')
          .trim(),
      ),
    ),
  ]
  return {
    group: foldAll(
      isProtected.flatMap((g) => [...Object.values(g.terms), ...Object.values(g.singular)].flat()),
    ),
    slur: foldAll(isProtected.flatMap((g) => Object.values(g.slurs).flat())),
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { readConfig } from '../config.ts'
import { LANGUAGES } from '../domain/language.ts'
import { AppError } from '../errors.ts'
import { PersonalRow } from '../evals/personal-row.ts'
import { PRESIDIO_KINDS, PresidioRow } from '../evals/presidio-rows.ts'
import { type KindScore, type PersonalScores, scorePersonalData } from '../evals/score-personal-data.ts'
import type { Share } from '../evals/score-shops.ts'
import { KINDS } from '../privacy/span.ts'

const FOLDER = join(import.meta.dirname, '../../evals/personal-data')
const PARTS = ['develop', 'held-out'] as const

/** Prints recall and precision of what finds personal data, by kind and language, on the project's rows and a public set. */
export function evaluatePersonalData(options: { readonly misses?: boolean; readonly data?: string }): void {
  for (const part of PARTS) {
    const rows = readRows(join(FOLDER, `${part}.jsonl`), PersonalRow)
    const scores = scorePersonalData(rows)
    const byLanguage = LANGUAGES.map((language) =>
      scorePersonalData(rows.filter((row) => row.lang === language)),
    )
    printTable(`${part}, ${rows.length} rows`, [...LANGUAGES, 'all'], [...byLanguage, scores])
    if (options.misses === true) printMisses(scores)
  }
  const folder = options.data ?? readConfig().datasetsDir
  if (folder === null) return
  const path = join(folder, 'pii_presidio_en.jsonl')
  if (!existsSync(path)) throw new AppError('not_found', `There is no ${path}`)
  const rows = readRows(path, PresidioRow)
  const scores = scorePersonalData(rows, PRESIDIO_KINDS)
  printTable(`pii_presidio_en, ${rows.length} rows, the kinds that apply`, ['en'], [scores])
  if (options.misses === true) printMisses(scores)
}

function readRows<Row extends z.ZodType>(path: string, row: Row): z.output<Row>[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)))
}

const WIDTH = 18

function printTable(title: string, names: readonly string[], scores: readonly PersonalScores[]): void {
  const head = names.flatMap((name) => [`${name} recall`, `${name} precision`])
  process.stdout.write(`\n${title}\n${line('kind', head)}`)
  const none: KindScore = { recall: { hits: 0, of: 0 }, precision: { hits: 0, of: 0 } }
  for (const kind of KINDS) {
    const cells = scores.map((score) => score.byKind.get(kind) ?? none)
    if (cells.some((cell) => cell !== none)) process.stdout.write(line(kind, cells.flatMap(showBoth)))
  }
  process.stdout.write(
    line(
      'all',
      scores.flatMap((score) => showBoth(score.all)),
    ),
  )
}

function line(name: string, cells: readonly string[]): string {
  return `${name.padEnd(15)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`
}

function showBoth({ recall, precision }: KindScore): string[] {
  return [show(recall), show(precision)]
}

function show({ hits, of }: Share): string {
  return of === 0 ? '-' : `${(hits / of).toFixed(3)} (${hits}/${of})`
}

function printMisses({ misses }: PersonalScores): void {
  for (const { fault, kind, value, text } of misses) {
    process.stdout.write(`  ${fault}: ${kind} ${JSON.stringify(value)} in ${JSON.stringify(text)}\n`)
  }
}

import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import { findDelimiter } from '../../domain/find-delimiter.ts'
import { AppError, type FieldError } from '../../errors.ts'
import { type OwnCase, OwnCaseInput } from './own-case.ts'

/** One row a message; rows of one case follow each other. A case that nobody answers has `none` as its entry. */
const COLUMNS = [
  'case',
  'language',
  'surface',
  'family',
  'from',
  'text',
  'category',
  'entry',
  'reply_owed',
  'routes',
  'says',
  'never_says',
] as const
type Row = Partial<Record<(typeof COLUMNS)[number], string>>

const NONE = 'none'
const BETWEEN = ' | '
const MOST_ROWS = 5000

export function writeCaseCsv(cases: readonly OwnCase[]): string {
  const rows = cases.flatMap(({ external_id, tags, messages }) =>
    messages.map(({ from, text, expected }): Row => {
      const list = (words: readonly string[] | undefined) => words?.join(BETWEEN) ?? ''
      return {
        case: external_id,
        language: tags.language,
        surface: tags.surface,
        family: tags.family,
        from,
        text,
        category: expected?.category ?? '',
        entry: expected?.entry === null ? NONE : (expected?.entry ?? ''),
        reply_owed: expected?.reply_owed === undefined ? '' : String(expected.reply_owed),
        routes: list(expected?.routes),
        says: list(expected?.says),
        never_says: list(expected?.never_says),
      }
    }),
  )
  return stringify(rows, { header: true, columns: [...COLUMNS], escape_formulas: true })
}

/** Cases from such a file, which commas, semicolons or tabs part. Throws `invalid_request` that names every row at fault. */
export function readCaseCsv(text: string): OwnCaseInput[] {
  const rows = readRows(text)
  const groups = Map.groupBy(
    rows.map((row, i) => ({ row, line: i + 2 })),
    ({ row }) => row.case ?? '',
  )
  const errors: FieldError[] = []
  const cases = [...groups].flatMap(([name, own]) => {
    const parsed = OwnCaseInput.safeParse(
      toInput(
        name,
        own.map(({ row }) => row),
      ),
    )
    if (parsed.success) return [parsed.data]
    for (const issue of parsed.error.issues) {
      const line = issue.path[0] === 'messages' ? own[Number(issue.path[1] ?? 0)]?.line : own[0]!.line
      errors.push({
        pointer: `/rows/${line ?? own[0]!.line}`,
        detail: `${issue.path.join('.')}: ${issue.message}`,
      })
    }
    return []
  })
  if (errors.length > 0)
    throw new AppError('invalid_request', 'Some rows of the file are no cases', {
      errors: errors.slice(0, 100),
    })
  return cases
}

function readRows(text: string): Row[] {
  try {
    const rows: Row[] = parse(text, {
      bom: true,
      columns: true,
      delimiter: findDelimiter(text),
      skip_empty_lines: true,
      trim: true,
    })
    if (rows.length > 0 && rows.length <= MOST_ROWS) return rows
  } catch {
    throw new AppError('invalid_request', 'The file cannot be read as CSV')
  }
  throw new AppError('invalid_request', `The file must have between 1 and ${MOST_ROWS} rows`)
}

function toInput(name: string, rows: readonly Row[]): z.input<typeof OwnCaseInput> {
  const first = rows[0]!
  return {
    external_id: name,
    tags: {
      language: first.language as 'pt',
      surface: (first.surface || 'dm') as 'dm',
      family: first.family || 'own',
      source: 'import',
    },
    messages: rows.map((row) => {
      const expected = expectedOf(row)
      return {
        from: (row.from || 'customer') as 'customer',
        // What a spreadsheet must not run as a formula was written with an apostrophe.
        text: (row.text ?? '').replace(/^'(?=[=+\-@\t\r])/, ''),
        ...(Object.keys(expected).length === 0 ? {} : { expected }),
      }
    }),
  }
}

function expectedOf(row: Row): Record<string, unknown> {
  const list = (cell: string | undefined) => (cell ? cell.split('|').map((word) => word.trim()) : undefined)
  const given = {
    category: row.category || undefined,
    entry: row.entry === NONE ? null : row.entry || undefined,
    reply_owed: row.reply_owed ? readYes(row.reply_owed) : undefined,
    routes: list(row.routes),
    says: list(row.says),
    never_says: list(row.never_says),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** As people and their spreadsheets write it; what is neither is left for the shape of a case to refuse. */
function readYes(cell: string): boolean | string {
  const word = cell.toLowerCase()
  if (['true', 'verdadeiro', 'verdadero'].includes(word)) return true
  return ['false', 'falso'].includes(word) ? false : cell
}

import { parse } from 'csv-parse/sync'
import { lexer } from 'marked'
import { findDelimiter } from '../domain/find-delimiter.ts'

export const IMPORT_FORMATS = ['csv', 'jsonl', 'markdown'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

const ENDINGS = new Map<string, ImportFormat>([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['txt', 'csv'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
])

/** What a file's name says of it; undefined where it says nothing known. */
export function formatOfName(name: string): ImportFormat | undefined {
  return ENDINGS.get(name.split('.').at(-1)!.toLowerCase())
}

/** A row of an imported file: a line number that people can find, and what stands there or why it cannot be read. */
export type ImportRow =
  | { readonly line: number; readonly entry: unknown }
  | { readonly line: number; readonly fault: string }

/** What the parser says of a row; `error` where its columns are fewer or more than the header's. */
interface CsvRecord {
  readonly record: Record<string, string>
  readonly info: {
    readonly lines: number
    readonly columns: readonly unknown[]
    readonly error?: { readonly record: readonly string[] }
  }
}

/** Column names as shops write them, in the three languages. */
const COLUMNS = new Map(
  Object.entries({
    id: 'external_id',
    external_id: 'external_id',
    codigo: 'external_id',
    question: 'question',
    pergunta: 'question',
    pregunta: 'question',
    answer: 'answer',
    resposta: 'answer',
    respuesta: 'answer',
    variants: 'variants',
    variantes: 'variants',
    language: 'language',
    idioma: 'language',
    tags: 'tags',
    etiquetas: 'tags',
    valid_from: 'valid_from',
    valid_until: 'valid_until',
    review_at: 'review_at',
    revisar_em: 'review_at',
    revisar_el: 'review_at',
    collection: 'collection',
    colecao: 'collection',
    coleccion: 'collection',
    priority: 'priority',
    prioridade: 'priority',
    prioridad: 'priority',
  }),
)

/** What an export covers, since a spreadsheet would run it, and what looks as if it had been. */
const COVERED = /^'(?='*[=+\-@\t\r＝＋－＠])/u
/** Ends no line of a cell: no text holds it. */
const NEVER = '\u0000'

/** The rows of a file. A file that cannot be read at all, or holds none, is one faulty row. */
export function readImportRows(format: ImportFormat, source: string): ImportRow[] {
  const rows = readRows(format, source)
  return rows.length > 0 ? rows : [{ line: 1, fault: 'holds no question with an answer' }]
}

function readRows(format: ImportFormat, source: string): ImportRow[] {
  if (format === 'csv') return readCsv(source)
  return format === 'jsonl' ? readJsonLines(source) : readMarkdown(source)
}

function readJsonLines(source: string): ImportRow[] {
  return source
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((text, i) => ({ text, line: i + 1 }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, line }): ImportRow => {
      try {
        return { line, entry: withExternalId(JSON.parse(text)) }
      } catch {
        return { line, fault: 'is not JSON' }
      }
    })
}

const NEEDED = ['question', 'answer']
/** As many columns, and characters of each, of a first line that names no question and answer are said again. */
const MOST_NAMED = 40

/** Commas, semicolons or tabs; the first line names the columns. */
function readCsv(source: string): ImportRow[] {
  let header: readonly string[] = []
  try {
    const records: CsvRecord[] = parse(source, {
      bom: true,
      columns: (names: string[]) => {
        header = names
        return names.map(columnOf)
      },
      delimiter: findDelimiter(source),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // Spreadsheets save rows that once held something as delimiters alone.
      skip_records_with_empty_values: true,
      trim: true,
    })
    const known = header.map(columnOf)
    if (!NEEDED.every((name) => known.includes(name))) return [{ line: 1, fault: sayUnnamed(header) }]
    return records.map(({ record, info }) =>
      hasTooMany(info)
        ? { line: info.lines, fault: 'has more columns than the first line: quote what holds a comma' }
        : { line: info.lines, entry: toEntry(record) },
    )
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1
    return [{ line, fault: 'the CSV breaks off here: a quote is open or misplaced' }]
  }
}

function sayUnnamed(header: readonly string[]): string {
  const found = header.slice(0, MOST_NAMED).map((name) => name.slice(0, MOST_NAMED))
  return `the first line must name the columns question and answer. It names: ${found.join(', ')}. Known are: ${[...COLUMNS.keys()].join(', ')}`
}

function hasTooMany({ columns, error }: CsvRecord['info']): boolean {
  return (error?.record ?? []).slice(columns.length).some((value) => value.trim() !== '')
}

function columnOf(name: string): string | false {
  return COLUMNS.get(name.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')) ?? false
}

function toEntry(record: Record<string, string>): unknown {
  const given: Record<string, string> = Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== '')
      // An export puts it before what a spreadsheet would run.
      .map(([name, value]) => [name, value.replace(COVERED, '')]),
  )
  return withExternalId({
    ...given,
    variants: readList(given.variants ?? ''),
    tags: readList(given.tags ?? ''),
    // A priority that is no number is named as a fault.
    ...(given.priority !== undefined && { priority: Number(given.priority) }),
  })
}

/** Several variants or tags in one cell, parted by `|` and quoted where they hold one, as an export writes them. */
function readList(cell: string): string[] {
  const options = { delimiter: '|', record_delimiter: NEVER, relax_quotes: true, trim: true }
  try {
    return parse(cell, options)[0] ?? []
  } catch {
    // Quotes that somebody wrote as they say it.
    return cell.split('|').map((part) => part.trim())
  }
}

/** Every heading with text under it is a question; headings without are titles of sections. */
function readMarkdown(source: string): ImportRow[] {
  const rows: { line: number; question: string; answer: string }[] = []
  let line = 1
  for (const token of lexer(source.replace(/^\uFEFF/, ''))) {
    if (token.type === 'heading') rows.push({ line, question: String(token.text).trim(), answer: '' })
    else if (rows.length > 0) rows.at(-1)!.answer += token.raw
    line += token.raw.split('\n').length - 1
  }
  return rows
    .map((row) => ({ ...row, answer: row.answer.trim() }))
    .filter((row) => row.answer !== '')
    .map((row) => ({ line: row.line, entry: withExternalId({ question: row.question, answer: row.answer }) }))
}

/** A row without an id of its own is known by its question, so that importing a file twice changes nothing. */
function withExternalId(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('question' in entry)) return entry
  if ('external_id' in entry && entry.external_id !== undefined && entry.external_id !== '') return entry
  return { ...entry, external_id: idOfQuestion(String(entry.question)) }
}

/** "Qual o horário?" → `qual-o-horario`. */
export function idOfQuestion(question: string): string {
  return question
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100)
}

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
const UNNAMED =
  'the first line must name the columns question and answer (pergunta and resposta, pregunta and respuesta)'

/** Commas, semicolons or tabs; the first line names the columns; several variants or tags are parted by `|`. */
function readCsv(source: string): ImportRow[] {
  let columns: (string | false)[] = []
  try {
    const records: CsvRecord[] = parse(source, {
      bom: true,
      columns: (header: string[]) => {
        columns = header.map(columnOf)
        return columns
      },
      delimiter: findDelimiter(source),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // Spreadsheets save rows that once held something as delimiters alone.
      skip_records_with_empty_values: true,
      trim: true,
    })
    if (!NEEDED.every((name) => columns.includes(name))) return [{ line: 1, fault: UNNAMED }]
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
      .map(([name, value]) => [name, value.replace(/^'(?=[=+\-@])/u, '')]),
  )
  const list = (text: string | undefined) => text?.split('|').map((part) => part.trim())
  return withExternalId({
    ...given,
    variants: list(given.variants) ?? [],
    tags: list(given.tags) ?? [],
    // A priority that is no number is named as a fault.
    ...(given.priority !== undefined && { priority: Number(given.priority) }),
  })
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

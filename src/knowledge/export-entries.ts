import { stringify } from 'csv-stringify/sync'
import type { Db } from '../db/database.ts'
import { type EntryRow, listEntries, viewEntry } from './read-entries.ts'

export const EXPORT_FORMATS = ['csv', 'jsonl', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const PAGE = 500
/** Spaces that imports would take for none of the value's. */
const SPACED = /^\s|\s$/u

const COLUMNS = [
  'external_id',
  'question',
  'answer',
  'variants',
  'language',
  'tags',
  'collection',
  'priority',
  'valid_from',
  'valid_until',
  'review_at',
] as const

/** All entries of a workspace in a form that an import or `PUT /v1/kb/entries` takes back, a page at a time. */
export async function* exportEntries(
  ctx: { readonly db: Db },
  workspaceId: string,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield stringify([[...COLUMNS]])
  if (format === 'json') yield '{"entries":['
  let after: string | null = null
  for (;;) {
    const page: EntryRow[] = await listEntries(ctx, workspaceId, {}, after, PAGE)
    if (page.length > 0) yield writePage(page.map(toInput), format, after === null)
    if (page.length < PAGE) break
    after = page.at(-1)!.id
  }
  if (format === 'json') yield ']}'
}

function writePage(
  entries: readonly ReturnType<typeof toInput>[],
  format: ExportFormat,
  isFirst: boolean,
): string {
  if (format === 'csv') {
    return stringify(
      entries.map((entry) => COLUMNS.map((column) => cellOf(entry[column]))),
      { escape_formulas: true, quoted_match: SPACED },
    )
  }
  const rows = entries.map((entry) => JSON.stringify(entry))
  if (format === 'jsonl') return `${rows.join('\n')}\n`
  return `${isFirst ? '' : ','}${rows.join(',')}`
}

function cellOf(value: ReturnType<typeof toInput>[(typeof COLUMNS)[number]]): string {
  const text = Array.isArray(value) ? writeList(value) : String(value ?? '')
  // Apostrophes that were written so are no cover: imports take one off.
  return /^'+[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text
}

/** Several values are parted by `|`, and quoted where they hold one, as imports read them. */
function writeList(values: readonly string[]): string {
  return stringify([[...values]], { delimiter: '|', eof: false, quoted_match: SPACED })
}

function toInput(row: EntryRow) {
  const { id: _id, version: _version, created_at: _made, updated_at: _changed, ...input } = viewEntry(row)
  return input
}

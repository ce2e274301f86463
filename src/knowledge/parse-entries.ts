import { detectLanguage } from '../classifier/detect-language.ts'
import { EntryInput, type RowError } from '../domain/knowledge-entry.ts'
import { baseLanguage, type Language } from '../domain/language.ts'

/** An entry whose row was good, with the language it is in. */
export interface ParsedEntry {
  readonly index: number
  readonly externalId: string
  readonly question: string
  readonly answer: string
  readonly variants: readonly string[]
  readonly language: Language
  readonly tags: readonly string[]
  readonly validFrom: Date | null
  readonly validUntil: Date | null
  readonly reviewAt: Date | null
  readonly collection: string
  readonly priority: number
}

/** Sorts rows into good ones and faults, so that a bad row stops no other. */
export function parseEntries(rows: readonly unknown[]): { entries: ParsedEntry[]; errors: RowError[] } {
  const entries: ParsedEntry[] = []
  const errors: RowError[] = []
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const fault = (pointer: string, detail: string) =>
      errors.push({ index, external_id: externalIdOf(row), pointer: `/entries/${index}${pointer}`, detail })
    const parsed = EntryInput.safeParse(row)
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        fault(issue.path.map((part) => `/${String(part)}`).join(''), issue.message)
      continue
    }
    const input = parsed.data
    const language = languageOf(input)
    if (language === null) fault('/language', 'Recado answers in pt, es and en; name one of them')
    else if (seen.has(input.external_id)) fault('/external_id', 'stands in this request twice')
    else entries.push(toEntry(index, input, language))
    seen.add(input.external_id)
  }
  return { entries, errors }
}

function languageOf(input: EntryInput): Language | null {
  if (input.language !== undefined) return baseLanguage(input.language)
  const { tag } = detectLanguage(`${input.question}\n${input.answer}`, null)
  return tag === 'und' ? null : tag
}

function toEntry(index: number, input: EntryInput, language: Language): ParsedEntry {
  return {
    index,
    externalId: input.external_id,
    question: input.question,
    answer: input.answer,
    variants: [...new Set(input.variants)],
    language,
    tags: input.tags,
    validFrom: input.valid_from ? new Date(input.valid_from) : null,
    validUntil: input.valid_until ? new Date(input.valid_until) : null,
    reviewAt: input.review_at ? new Date(input.review_at) : null,
    collection: input.collection,
    priority: input.priority,
  }
}

function externalIdOf(row: unknown): string | null {
  if (typeof row !== 'object' || row === null || !('external_id' in row)) return null
  return typeof row.external_id === 'string' ? row.external_id : null
}

import { Temporal } from 'temporal-polyfill'
import type { EntryRow } from '../../knowledge/read-entries.ts'
import type { Visit } from '../console-env.ts'
import { startOfDay } from '../start-of-day.ts'
import type { EntryFields } from './draw-entry.ts'

type Zone = Pick<Visit, 'workspace'>

/** The fields of a form that was sent; whatever is missing is empty. */
export function readFields(form: Readonly<Record<string, unknown>>): EntryFields {
  const text = (name: keyof EntryFields) => String(form[name] ?? '').trim()
  return {
    external_id: text('external_id'),
    question: text('question'),
    answer: text('answer'),
    variants: text('variants'),
    language: text('language'),
    tags: text('tags'),
    from: text('from'),
    until: text('until'),
  }
}

/** An entry as the fields of its form. */
export function fieldsOf(visit: Zone, entry: EntryRow): EntryFields {
  return {
    external_id: entry.external_id,
    question: entry.question,
    answer: entry.answer,
    variants: entry.variants.join('\n'),
    language: entry.language,
    tags: entry.tags.join(', '),
    from: dayOf(visit, entry.valid_from),
    until: lastDayOf(visit, entry.valid_until),
  }
}

/**
 * The fields as an entry is handed over. A day that was left as it is keeps the instant of `before`, which need not be
 * midnight.
 */
export function toInput(
  visit: Zone,
  fields: EntryFields,
  before: Pick<EntryRow, 'valid_from' | 'valid_until' | 'review_at' | 'collection' | 'priority'> | null,
): Record<string, unknown> {
  const keptFrom = before !== null && dayOf(visit, before.valid_from) === fields.from
  const keptUntil = before !== null && lastDayOf(visit, before.valid_until) === fields.until
  return {
    external_id: fields.external_id,
    question: fields.question,
    answer: fields.answer,
    variants: linesOf(fields.variants, '\n'),
    ...(fields.language === '' ? {} : { language: fields.language }),
    tags: linesOf(fields.tags, ','),
    valid_from: keptFrom ? (before.valid_from?.toISOString() ?? null) : startOfDay(visit, fields.from, 0),
    // What the form does not show stays as it is.
    ...(before !== null && {
      review_at: before.review_at?.toISOString() ?? null,
      collection: before.collection,
      priority: before.priority,
    }),
    valid_until: keptUntil ? (before.valid_until?.toISOString() ?? null) : startOfDay(visit, fields.until, 1),
  }
}

/** The parts of a field that are not empty. */
export function linesOf(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function dayOf({ workspace }: Zone, at: Date | null): string {
  if (at === null) return ''
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(workspace.timeZone)
    .toPlainDate()
    .toString()
}

/** The last day on which something holds that ends at an instant. */
function lastDayOf(visit: Zone, end: Date | null): string {
  return dayOf(visit, end === null ? null : new Date(end.getTime() - 1))
}

import { z } from 'zod'
import { Instant } from './instant.ts'
import { trimmedField } from './text.ts'
import { TimeZone } from './time-zone.ts'

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, 00:00 to 23:59')

export const Period = z
  .object({
    from: TimeOfDay,
    to: z.union([TimeOfDay, z.literal('24:00')]).describe('Not after `from`: it ends on the next day'),
  })
  .refine(({ from, to }) => from !== to, 'must not end when it begins; a whole day is 00:00 to 24:00')
  .meta({ id: 'Period' })
export type Period = z.infer<typeof Period>

const Periods = z.array(Period).max(24).describe('What begins on this day; overlaps count once')

/** Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const Week = z.partialRecord(z.enum(WEEKDAYS), Periods)

// 2000 is a leap year, so that a holiday may fall on each 29th of February.
const isDate = (date: string) => {
  const full = date.length === 5 ? `2000-${date}` : date
  const time = Date.parse(`${full}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(full)
}

export const Holiday = z
  .object({
    name: trimmedField(1, 100),
    date: z
      .string()
      .regex(/^(\d{4}-)?\d{2}-\d{2}$/, 'must be YYYY-MM-DD, or MM-DD for every year')
      .refine(isDate, 'must be a day of the calendar')
      .describe('`YYYY-MM-DD`, or `MM-DD` for every year; a dated one prevails'),
    periods: Periods.default([]).describe('In place of the periods that begin on its weekday'),
  })
  .meta({ id: 'Holiday' })
export type Holiday = z.infer<typeof Holiday>

/** When a shop works, by the clock on its wall. */
export const CalendarDocument = z
  .object({
    time_zone: TimeZone,
    is_always_open: z.boolean().default(false),
    week: Week.default({}),
    holidays: z
      .array(Holiday)
      .max(500)
      .default([])
      .refine(
        (holidays) => new Set(holidays.map(({ date }) => date)).size === holidays.length,
        'must not name a date twice',
      ),
  })
  .meta({ id: 'CalendarDocument' })
export type CalendarDocument = z.infer<typeof CalendarDocument>

export const CalendarInput = CalendarDocument.extend({ name: trimmedField(1, 100) }).meta({
  id: 'BusinessCalendarInput',
})
export type CalendarInput = z.infer<typeof CalendarInput>

export const BusinessCalendar = CalendarDocument.extend({
  id: z.string(),
  name: z.string(),
  version: z.int().min(1),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).meta({ id: 'BusinessCalendar' })

export const PreviewInput = z
  .object({
    from: Instant.optional().describe('Now, where it is left out'),
    to: Instant.optional().describe(
      'With it, business time from `from` to `to` is measured; at most ten years away',
    ),
    count: z.int().min(1).max(50).default(5).describe('Openings to list'),
  })
  .meta({ id: 'CalendarPreviewInput' })
export type PreviewInput = z.infer<typeof PreviewInput>

export const CalendarPreview = z
  .object({
    from: z.iso.datetime(),
    is_open: z.boolean(),
    next_openings: z
      .array(
        z.object({
          from: z.iso.datetime(),
          to: z.iso.datetime().nullable().describe('Null where it does not close within ten years'),
        }),
      )
      .describe('The present one from `from` on; empty where it does not open within ten years'),
    business_ms: z.int().nullable().describe('Null without `to`; negative where `to` comes first'),
  })
  .meta({ id: 'CalendarPreview' })
export type CalendarPreview = z.infer<typeof CalendarPreview>

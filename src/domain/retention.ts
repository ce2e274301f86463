import { z } from 'zod'

/**
 * conversations: threads with their messages, decisions, drafts, appeals and whatever else was made of them; contacts:
 * people of whom nothing else is left; events: the feed; audit: the oldest entries of the log.
 */
export const RETENTION_CLASSES = ['conversations', 'contacts', 'events', 'audit'] as const
export const RetentionClass = z.enum(RETENTION_CLASSES)
export type RetentionClass = z.infer<typeof RetentionClass>

const MOST_DAYS = 36_500
/** Decisions can be taken back for so long. */
const FEWEST_DAYS = 30

const RetentionPeriod = z
  .strictObject({
    active_days: z.int().min(1).max(MOST_DAYS).default(90),
    archive_days: z
      .int()
      .min(0)
      .max(MOST_DAYS)
      .nullable()
      .default(365)
      .describe('Then it goes; null for never'),
  })
  .refine(
    ({ active_days, archive_days }) => archive_days === null || active_days + archive_days >= FEWEST_DAYS,
    `must keep it for ${FEWEST_DAYS} days at least: decisions can be taken back for so long`,
  )
export type RetentionPeriod = z.infer<typeof RetentionPeriod>

const period = (what: string) => RetentionPeriod.prefault({}).describe(what)

/** How long each class of data is in use, and how long it is kept after that. */
export const RetentionDocument = z
  .strictObject({
    conversations: period('Each message by itself; a thread with its last one'),
    contacts: period(
      'People of whom no thread is left; who is blocked or opted out stays. Only the sum counts',
    ),
    events: period('The feed shows them until they go: only the sum counts'),
    audit: period('The oldest entries; a prune stays in the chain'),
  })
  .refine(({ events, conversations }) => daysOf(events) <= daysOf(conversations), {
    path: ['events'],
    message: 'must not outlast conversations, whose words they quote',
  })
  .meta({ id: 'RetentionDocument' })
export type RetentionDocument = z.infer<typeof RetentionDocument>

export const RetentionPolicy = RetentionDocument.safeExtend({
  version: z.int().min(0).describe('0 for the built-in policy'),
  created_by: z.string().nullable(),
  created_at: z.iso.datetime().nullable(),
}).meta({ id: 'RetentionPolicy' })
export type RetentionPolicy = z.infer<typeof RetentionPolicy>

function daysOf({ active_days, archive_days }: RetentionPeriod): number {
  return archive_days === null ? Number.POSITIVE_INFINITY : active_days + archive_days
}

const DAY_MS = 24 * 3600_000

/** What is older is archived. */
export function archivedBefore(period: RetentionPeriod, now: Date): Date {
  return new Date(now.getTime() - period.active_days * DAY_MS)
}

/** What is older goes; null where nothing does. */
export function goneBefore(period: RetentionPeriod, now: Date): Date | null {
  const days = daysOf(period)
  return Number.isFinite(days) ? new Date(now.getTime() - days * DAY_MS) : null
}

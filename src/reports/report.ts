import { z } from 'zod'
import { Instant } from '../domain/instant.ts'

/** Longest period of a report. */
const MOST_DAYS = 92
const DAY_MS = 86_400_000

const instant = Instant.transform((text) => new Date(text))

export const Interval = z.enum(['none', 'hour', 'day', 'week'])
export type Interval = z.infer<typeof Interval>

export const GROUPINGS = ['none', 'channel', 'language', 'queue', 'member'] as const
export type Grouping = (typeof GROUPINGS)[number]

const period = {
  from: instant.describe('The beginning of the period, which belongs to it'),
  to: instant.describe('The end of the period, which does not belong to it'),
}

/** A period of at most 92 days. */
export const PeriodQuery = z
  .object(period)
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after `from`' })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= MOST_DAYS * DAY_MS, {
    path: ['to'],
    message: `must be at most ${MOST_DAYS} days after \`from\``,
  })
export type Period = z.infer<typeof PeriodQuery>

/** A period, cut into intervals and groups. */
export const ReportQuery = PeriodQuery.safeExtend({
  interval: Interval.default('none').describe("Cuts the period by the workspace's wall clock"),
  by: z.enum(GROUPINGS).default('none'),
})
export type ReportQuery = z.infer<typeof ReportQuery>

const count = z.int().min(0)
const share = z.number().min(0).max(1).nullable().describe('Null where there is nothing to divide by')

const Times = z
  .object({
    count,
    median_s: z.number().min(0).nullable(),
    p90_s: z.number().min(0).nullable(),
  })
  .meta({ id: 'ReportTimes' })

const SlaCount = z
  .object({ met: count, breached: count, at_risk: count, compliance: share })
  .meta({ id: 'ReportSla' })

/** What each report says of one interval and group. */
export const DeskFigures = z.object({
  opened: count.describe('Episodes that began'),
  resolved: count,
  resolution_rate: share.describe(
    'Of the episodes that began, how many were resolved by the end of the period',
  ),
  reopened: count,
  reopen_rate: share.describe('Of the resolutions, how many were opened again by the end of the period'),
  replies: count.describe(
    'Asked for by Recado and by people in Recado; notices that a person comes are none',
  ),
  automatic_replies: count,
  automation_rate: share.describe('Automatic replies of all'),
  claimed: count,
  escalated: count,
  first_response: Times.describe('From the first message that waited in an episode to what answered it'),
  next_response: Times,
  resolution: Times.describe('From the beginning of an episode to its resolution'),
})

export const SlaFigures = z.object({
  first_response: SlaCount,
  next_response: SlaCount,
  resolution: SlaCount,
})

export const DraftFigures = z.object({
  proposed: count.describe('Shown to people; drafts that went out by themselves are automatic replies'),
  sent_unchanged: count,
  edited: count,
  rejected: count,
  superseded: count,
  expired: count,
  unchanged_rate: share.describe('Of the drafts that were sent or rejected'),
  edit_distance: z
    .object({ mean: share, median: share })
    .describe('Characters that people changed in a draft, as a share of the longer text; edited drafts only'),
})

export const ModerationFigures = z.object({
  decided: count.describe('Turns that a policy looked at'),
  allowed: count,
  queued: count,
  hidden: count,
  quarantined: count,
  blocked: count,
  decided_by_people: count,
  reversed: count,
  appealed: count,
  appeals_reversed: count,
  appeals_upheld: count,
  actions_requested: count.describe('Asked of the platform'),
  actions_failed: count,
})

export const VolumeFigures = z.object({
  inbound: count.describe('Live messages of customers'),
  outbound: count.describe('Live messages that the platform says went out'),
  decided: count.describe('Turns: messages of one burst share one'),
})

export const OutcomeFigures = z.object({
  leads: count.describe('Episodes in which somebody meant to buy, by their words or as people say'),
  leads_won: count.describe('Of these, in how many something was sold by the end of the period'),
  conversion_rate: share,
  sales: count,
  refunds: count,
  value: z
    .array(z.object({ currency: z.string(), sold: z.number(), refunded: z.number() }))
    .describe('By currency; nothing is converted'),
  resolved: count,
  unresolved: count,
  churned: count,
})

export const Backlog = z
  .object({
    threads: count.describe('Threads with a message that waits for an answer at the end of the period'),
    messages: count,
    oldest_s: z.number().min(0).nullable(),
    age: z.object({ under_1h: count, under_4h: count, under_24h: count, older: count }),
    forecast: z.object({
      begun_per_hour: z.number().min(0),
      ended_per_hour: z.number().min(0),
      threads_in_24h: count.describe('The backlog a day later, should both rates stay'),
      hours_to_clear: z.number().min(0).nullable().describe('Null while as many waits begin as end'),
    }),
  })
  .meta({ id: 'ReportBacklog' })
export type Backlog = z.infer<typeof Backlog>

const Counted = z.array(z.object({ name: z.string(), count }))

export const Topics = z
  .object({
    entries: Counted.describe('Entries of the knowledge by external id, most cited first'),
    categories: Counted,
    labels: Counted.describe('What was handed to people, by label'),
  })
  .meta({ id: 'ReportTopics' })
export type Topics = z.infer<typeof Topics>

export const PeakHour = z.object({
  weekday: z.int().min(1).max(7).describe('1 is Monday'),
  hour: z.int().min(0).max(23),
  inbound: count,
})
export type PeakHour = z.infer<typeof PeakHour>

/** A report of rows with the given figures. */
export function reportOf<F extends z.ZodRawShape>(figures: z.ZodObject<F>) {
  const row = z.object({
    start: z.iso.datetime().describe('The beginning of the interval'),
    group: z.string().nullable().describe('Null for all, and for what belongs to no group'),
    ...figures.shape,
  })
  return z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    time_zone: z.string(),
    interval: Interval,
    by: z.enum(GROUPINGS),
    rows: z.array(row),
  })
}

import { Temporal } from 'temporal-polyfill'
import { listMembers } from '../../access/read-members.ts'
import type { Context } from '../../context.ts'
import { listQueues } from '../../desk/read-queues.ts'
import type { Language } from '../../domain/language.ts'
import { listChannels } from '../../inbox/read-channels.ts'
import { forecastBacklog } from '../../reports/forecast-backlog.ts'
import { groupSamples } from '../../reports/group-samples.ts'
import { makeReport } from '../../reports/make-report.ts'
import { findPeaks, rankTopics } from '../../reports/rank-topics.ts'
import type { Grouping } from '../../reports/report.ts'
import type { Visit } from '../console-env.ts'
import { reportWords } from '../words/reports.ts'
import { reviewWords } from '../words/review.ts'
import { LOCALES } from '../words.ts'
import type { ReportPlan } from './report-plans.ts'

export const PERIODS = [7, 14, 28, 90] as const
export const CUTS = ['day', 'channel', 'language', 'queue', 'member'] as const

export interface ReportChoice {
  readonly days: (typeof PERIODS)[number]
  readonly by: (typeof CUTS)[number]
}

/** More names than these a report does not look up. */
const MOST_NAMES = 1000

/** A report of the days until now: a row a day, days without anything among them, or a row a group. */
export async function makePageReport<F>(
  ctx: Context,
  visit: Visit,
  plan: ReportPlan<F>,
  { days, by }: ReportChoice,
) {
  const now = ctx.clock()
  const starts = startsOfDays(now, days, visit.workspace.timeZone)
  const query = {
    from: starts[0]!,
    to: now,
    interval: by === 'day' ? 'day' : 'none',
    by: by === 'day' ? 'none' : by,
  } as const
  const report = await makeReport(ctx, visit.caller.workspaceId, query, plan.figures, (ledger, zone) => ({
    total: plan.figures(groupSamples(ledger, { from: query.from, interval: 'none', by: 'none' }, zone)[0]!),
    isEmpty: ledger.samples.length === 0,
    backlog: forecastBacklog(ledger, now),
    topics: rankTopics(ledger),
    peaks: findPeaks(ledger, zone),
  }))
  const byStart = new Map(report.rows.map((row) => [row.start, row]))
  const nothing = (start: Date) => plan.figures({ start, group: null, samples: new Map() })
  const names = await namesOf(ctx, visit, query.by)
  const dayNames = new Intl.DateTimeFormat(LOCALES[visit.language], {
    day: '2-digit',
    month: '2-digit',
    timeZone: visit.workspace.timeZone,
  })
  const rows =
    by === 'day'
      ? starts.map((start) => ({
          name: dayNames.format(start),
          figures: byStart.get(start.toISOString()) ?? nothing(start),
        }))
      : report.rows.map((row) => ({ name: names(row.group), figures: row }))
  return { ...report, rows: rows as readonly { readonly name: string; readonly figures: F }[] }
}

/** The beginnings of the last `days` days, today's the last. */
function startsOfDays(now: Date, days: number, timeZone: string): Date[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
  return Array.from(
    { length: days },
    (_, i) =>
      new Date(
        today
          .subtract({ days: days - 1 - i })
          .toZonedDateTime(timeZone)
          .toInstant().epochMilliseconds,
      ),
  )
}

/** What people call a group: its id says nothing to them. */
async function namesOf(ctx: Context, visit: Visit, by: Grouping): Promise<(group: string | null) => string> {
  const words = reportWords[visit.language]
  const { languages } = reviewWords[visit.language]
  const known = new Map<string, string>(
    by === 'language' ? Object.entries(languages) : await readNames(ctx, visit.caller.workspaceId, by),
  )
  return (group) => (group === null ? words.nobody : (known.get(group as Language) ?? group))
}

async function readNames(ctx: Context, workspaceId: string, by: Grouping): Promise<[string, string][]> {
  const named = ({ id, name }: { readonly id: string; readonly name: string }): [string, string] => [id, name]
  if (by === 'queue') return (await listQueues(ctx, workspaceId, null, MOST_NAMES)).map(named)
  if (by === 'member')
    return (await listMembers(ctx, workspaceId, { after: null, limit: MOST_NAMES })).map(named)
  if (by === 'channel')
    return (await listChannels(ctx, workspaceId, null, MOST_NAMES)).map(({ id, kind }) => [
      id,
      `${kind} · ${id}`,
    ])
  return []
}

import type { Context } from '../../src/context.ts'
import {
  deskFigures,
  draftFigures,
  moderationFigures,
  slaFigures,
  volumeFigures,
} from '../../src/reports/figures.ts'
import { forecastBacklog } from '../../src/reports/forecast-backlog.ts'
import { groupSamples } from '../../src/reports/group-samples.ts'
import type { Ledger } from '../../src/reports/ledger.ts'
import { makeLedger } from '../../src/reports/make-report.ts'
import { type Figures, GROUPED, recount, recountBy } from './recount.ts'

export interface Comparison {
  readonly name: string
  readonly report: number | null
  readonly recount: number | null
  readonly isSame: boolean
}

/** The figures of the reports beside the same counted again: of the whole, by channel and by language. */
export async function compareReports(
  ctx: Context,
  workspaceId: string,
  period: { readonly from: Date; readonly to: Date },
): Promise<Comparison[]> {
  const ledger = await makeLedger(ctx, workspaceId, period)
  const compared = compare(figuresOf(ledger, period), await recount(ctx, workspaceId, period.to))
  for (const group of ['channel', 'language'] as const) {
    const counted = await recountBy(ctx, workspaceId, period.to, group)
    compared.push(...compare(figuresBy(ledger, period, group), counted))
  }
  return compared
}

function compare(reported: Figures, counted: Figures): Comparison[] {
  return Object.entries(counted).map(([name, value]) => {
    const report = reported[name] ?? null
    // Averages are added up in another order.
    const isSame = report === value || (report !== null && value !== null && Math.abs(report - value) < 1e-9)
    return { name, report, recount: value, isSame }
  })
}

function figuresBy(ledger: Ledger, { from }: { from: Date }, by: 'channel' | 'language'): Figures {
  const groups = groupSamples(ledger, { from, interval: 'none', by }, 'UTC')
  return Object.fromEntries(
    groups.flatMap((group) => {
      const { opened, resolved, claimed, replies } = deskFigures(group)
      const figures = { opened, resolved, claimed, replies, inbound: volumeFigures(group).inbound }
      return GROUPED.map((name) => [`${name}, ${group.group}`, figures[name]])
    }),
  )
}

function figuresOf(ledger: Ledger, period: { from: Date; to: Date }): Figures {
  const [group] = groupSamples(ledger, { from: period.from, interval: 'none', by: 'none' }, 'UTC')
  const desk = deskFigures(group!)
  const drafts = draftFigures(group!)
  const sla = Object.values(slaFigures(group!))
  const { opened, resolved, reopened, claimed, escalated, replies, automatic_replies } = desk
  const { hidden, quarantined } = moderationFigures(group!)
  const { proposed, rejected, sent_unchanged, edited } = drafts
  const { inbound, decided } = volumeFigures(group!)
  return {
    ...{ opened, resolved, reopened, claimed, escalated, replies, automatic_replies },
    ...{ inbound, decided, hidden, quarantined, proposed, rejected, sent_unchanged, edited },
    edit_distance: drafts.edit_distance.mean,
    sla_met: sla.reduce((sum, kind) => sum + kind.met, 0),
    sla_breached: sla.reduce((sum, kind) => sum + kind.breached, 0),
    first_responses: desk.first_response.count,
    first_response_median_s: desk.first_response.median_s,
    first_response_p90_s: desk.first_response.p90_s,
    next_responses: desk.next_response.count,
    next_response_p90_s: desk.next_response.p90_s,
    waiting: forecastBacklog(ledger, period.to).messages,
  }
}

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
import { makeLedger } from '../../src/reports/make-report.ts'
import { type Figures, recount } from './recount.ts'

export interface Comparison {
  readonly name: string
  readonly report: number | null
  readonly recount: number | null
  readonly isSame: boolean
}

/** The figures of the reports beside the same counted again. */
export async function compareReports(
  ctx: Context,
  workspaceId: string,
  period: { readonly from: Date; readonly to: Date },
): Promise<Comparison[]> {
  const reported = await readReports(ctx, workspaceId, period)
  const counted = await recount(ctx, workspaceId, period.to)
  return Object.entries(counted).map(([name, value]) => {
    const report = reported[name] ?? null
    // Averages are added up in another order.
    const isSame = report === value || (report !== null && value !== null && Math.abs(report - value) < 1e-9)
    return { name, report, recount: value, isSame }
  })
}

async function readReports(
  ctx: Context,
  workspaceId: string,
  period: { from: Date; to: Date },
): Promise<Figures> {
  const ledger = await makeLedger(ctx, workspaceId, period)
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

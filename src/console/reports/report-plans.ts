import {
  deskFigures,
  draftFigures,
  moderationFigures,
  slaFigures,
  volumeFigures,
} from '../../reports/figures.ts'
import type { Group } from '../../reports/group-samples.ts'
import type { ReportWords } from '../words/reports.ts'

export type Unit = 'count' | 'share' | 'duration'

/** One line or colour of a chart, and one column of the table under it. */
export interface Series<Figures> {
  readonly name: keyof ReportWords['series']
  readonly of: (figures: Figures) => number | null
}

interface ChartPlan<Figures> {
  readonly name: keyof ReportWords['charts']
  readonly kind: 'bars' | 'stacked' | 'lines'
  readonly unit: Unit
  readonly series: readonly Series<Figures>[]
}

interface Tile<Figures> extends Series<Figures> {
  readonly unit: Unit
}

export interface ReportPlan<Figures> {
  readonly figures: (group: Group) => Figures
  /** The period as a whole, in large. */
  readonly tiles: readonly Tile<Figures>[]
  readonly charts: readonly ChartPlan<Figures>[]
}

/** Infers what a report's figures are, so that each series is checked against them. */
const plan = <F>(one: ReportPlan<F>) => one

const desk = plan({
  figures: deskFigures,
  tiles: [
    { name: 'opened', unit: 'count', of: (f) => f.opened },
    { name: 'resolutionRate', unit: 'share', of: (f) => f.resolution_rate },
    { name: 'firstMedian', unit: 'duration', of: (f) => f.first_response.median_s },
    { name: 'automationRate', unit: 'share', of: (f) => f.automation_rate },
  ],
  charts: [
    {
      name: 'flow',
      kind: 'bars',
      unit: 'count',
      series: [
        { name: 'opened', of: (f) => f.opened },
        { name: 'resolved', of: (f) => f.resolved },
        { name: 'reopened', of: (f) => f.reopened },
      ],
    },
    {
      name: 'times',
      kind: 'lines',
      unit: 'duration',
      series: [
        { name: 'firstMedian', of: (f) => f.first_response.median_s },
        { name: 'firstSlow', of: (f) => f.first_response.p90_s },
        { name: 'nextMedian', of: (f) => f.next_response.median_s },
        { name: 'resolutionMedian', of: (f) => f.resolution.median_s },
      ],
    },
    {
      name: 'replies',
      kind: 'stacked',
      unit: 'count',
      series: [
        { name: 'automatic', of: (f) => f.automatic_replies },
        { name: 'byPeople', of: (f) => f.replies - f.automatic_replies },
      ],
    },
    {
      name: 'moves',
      kind: 'bars',
      unit: 'count',
      series: [
        { name: 'claimed', of: (f) => f.claimed },
        { name: 'escalated', of: (f) => f.escalated },
      ],
    },
  ],
})

const sla = plan({
  figures: slaFigures,
  tiles: [
    { name: 'firstKept', unit: 'share', of: (f) => f.first_response.compliance },
    { name: 'nextKept', unit: 'share', of: (f) => f.next_response.compliance },
    { name: 'resolutionKept', unit: 'share', of: (f) => f.resolution.compliance },
    {
      name: 'breached',
      unit: 'count',
      of: (f) => f.first_response.breached + f.next_response.breached + f.resolution.breached,
    },
  ],
  charts: [
    {
      name: 'kept',
      kind: 'lines',
      unit: 'share',
      series: [
        { name: 'firstKept', of: (f) => f.first_response.compliance },
        { name: 'nextKept', of: (f) => f.next_response.compliance },
        { name: 'resolutionKept', of: (f) => f.resolution.compliance },
      ],
    },
    {
      name: 'breaches',
      kind: 'stacked',
      unit: 'count',
      series: [
        { name: 'firstBreached', of: (f) => f.first_response.breached },
        { name: 'nextBreached', of: (f) => f.next_response.breached },
        { name: 'resolutionBreached', of: (f) => f.resolution.breached },
      ],
    },
  ],
})

const drafts = plan({
  figures: draftFigures,
  tiles: [
    { name: 'proposed', unit: 'count', of: (f) => f.proposed },
    { name: 'unchangedRate', unit: 'share', of: (f) => f.unchanged_rate },
    { name: 'editMean', unit: 'share', of: (f) => f.edit_distance.mean },
    { name: 'rejected', unit: 'count', of: (f) => f.rejected },
  ],
  charts: [
    {
      name: 'fates',
      kind: 'stacked',
      unit: 'count',
      series: [
        { name: 'unchanged', of: (f) => f.sent_unchanged },
        { name: 'edited', of: (f) => f.edited },
        { name: 'rejected', of: (f) => f.rejected },
        { name: 'superseded', of: (f) => f.superseded },
      ],
    },
    {
      name: 'trust',
      kind: 'lines',
      unit: 'share',
      series: [
        { name: 'unchangedRate', of: (f) => f.unchanged_rate },
        { name: 'editMean', of: (f) => f.edit_distance.mean },
      ],
    },
  ],
})

const moderation = plan({
  figures: moderationFigures,
  tiles: [
    { name: 'decided', unit: 'count', of: (f) => f.decided },
    { name: 'quarantined', unit: 'count', of: (f) => f.quarantined },
    { name: 'hidden', unit: 'count', of: (f) => f.hidden },
    { name: 'reversed', unit: 'count', of: (f) => f.reversed },
  ],
  charts: [
    {
      name: 'heldBack',
      kind: 'stacked',
      unit: 'count',
      series: [
        { name: 'quarantined', of: (f) => f.quarantined },
        { name: 'hidden', of: (f) => f.hidden },
        { name: 'queued', of: (f) => f.queued },
        { name: 'blocked', of: (f) => f.blocked },
      ],
    },
    {
      name: 'secondLooks',
      kind: 'bars',
      unit: 'count',
      series: [
        { name: 'decidedByPeople', of: (f) => f.decided_by_people },
        { name: 'reversed', of: (f) => f.reversed },
        { name: 'appealed', of: (f) => f.appealed },
      ],
    },
  ],
})

const volumes = plan({
  figures: volumeFigures,
  tiles: [
    { name: 'inbound', unit: 'count', of: (f) => f.inbound },
    { name: 'outbound', unit: 'count', of: (f) => f.outbound },
    { name: 'decided', unit: 'count', of: (f) => f.decided },
  ],
  charts: [
    {
      name: 'messages',
      kind: 'bars',
      unit: 'count',
      series: [
        { name: 'inbound', of: (f) => f.inbound },
        { name: 'outbound', of: (f) => f.outbound },
      ],
    },
  ],
})

/** What each report shows, in the order of its tabs. */
export const REPORT_PLANS = { desk, sla, drafts, moderation, volumes } as const
export type ReportName = keyof typeof REPORT_PLANS

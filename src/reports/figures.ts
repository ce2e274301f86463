import type { z } from 'zod'
import { type Group, samplesOf } from './group-samples.ts'
import type {
  DeskFigures,
  DraftFigures,
  ModerationFigures,
  OutcomeFigures,
  SlaFigures,
  VolumeFigures,
} from './report.ts'

const countOf = (group: Group, metric: string) => samplesOf(group, metric).length

/** How many of the samples are 1. */
const sumOf = (group: Group, metric: string) =>
  samplesOf(group, metric).reduce((sum, sample) => sum + sample.value, 0)

const shareOf = (part: number, whole: number) => (whole === 0 ? null : part / whole)

/** The smallest value that at least the share `p` of all is not above; null of nothing. */
function quantile(values: readonly number[], p: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(p * values.length) - 1)] ?? null
}

function timesOf(group: Group, metric: string) {
  const seconds = samplesOf(group, metric).map((sample) => sample.value / 1000)
  return { count: seconds.length, median_s: quantile(seconds, 0.5), p90_s: quantile(seconds, 0.9) }
}

export function deskFigures(group: Group): z.infer<typeof DeskFigures> {
  const [opened, resolved, replies] = ['opened', 'resolved', 'reply'].map((metric) => countOf(group, metric))
  return {
    opened: opened!,
    resolved: resolved!,
    resolution_rate: shareOf(sumOf(group, 'opened'), opened!),
    reopened: countOf(group, 'reopened'),
    reopen_rate: shareOf(sumOf(group, 'resolved'), resolved!),
    replies: replies!,
    automatic_replies: sumOf(group, 'reply'),
    automation_rate: shareOf(sumOf(group, 'reply'), replies!),
    claimed: countOf(group, 'claimed'),
    escalated: countOf(group, 'escalated'),
    first_response: timesOf(group, 'first_response'),
    next_response: timesOf(group, 'next_response'),
    resolution: timesOf(group, 'resolution'),
  }
}

export function slaFigures(group: Group): z.infer<typeof SlaFigures> {
  const of = (kind: string) => {
    const [met, all] = [sumOf(group, `sla_${kind}`), countOf(group, `sla_${kind}`)]
    return {
      met,
      breached: all - met,
      at_risk: countOf(group, `at_risk_${kind}`),
      compliance: shareOf(met, all),
    }
  }
  return {
    first_response: of('first_response'),
    next_response: of('next_response'),
    resolution: of('resolution'),
  }
}

export function draftFigures(group: Group): z.infer<typeof DraftFigures> {
  const [unchanged, edited, rejected] = ['sent_unchanged', 'edited', 'rejected'].map((metric) =>
    countOf(group, metric),
  )
  const distances = samplesOf(group, 'edited').map((sample) => sample.value)
  return {
    proposed: countOf(group, 'proposed'),
    sent_unchanged: unchanged!,
    edited: edited!,
    rejected: rejected!,
    superseded: countOf(group, 'superseded'),
    expired: countOf(group, 'expired'),
    unchanged_rate: shareOf(unchanged!, unchanged! + edited! + rejected!),
    edit_distance: {
      mean: shareOf(sumOf(group, 'edited'), distances.length),
      median: quantile(distances, 0.5),
    },
  }
}

export function moderationFigures(group: Group): z.infer<typeof ModerationFigures> {
  const appeals = (state: string) =>
    samplesOf(group, 'appeal_decided').filter((sample) => sample.tag === state).length
  return {
    decided: countOf(group, 'decided'),
    allowed: countOf(group, 'moderation_allow'),
    queued: countOf(group, 'moderation_queue'),
    hidden: countOf(group, 'moderation_hide'),
    quarantined: countOf(group, 'moderation_quarantine'),
    blocked: countOf(group, 'moderation_block'),
    decided_by_people: countOf(group, 'decided_by_people'),
    reversed: countOf(group, 'reversed'),
    appealed: countOf(group, 'appealed'),
    appeals_reversed: appeals('reversed'),
    appeals_upheld: appeals('upheld'),
    actions_requested: countOf(group, 'action_requested'),
    actions_failed: countOf(group, 'action_failed'),
  }
}

export function volumeFigures(group: Group): z.infer<typeof VolumeFigures> {
  return {
    inbound: countOf(group, 'inbound'),
    outbound: countOf(group, 'outbound'),
    decided: countOf(group, 'decided'),
  }
}

export function outcomeFigures(group: Group): z.infer<typeof OutcomeFigures> {
  const [leads, won] = [countOf(group, 'lead'), sumOf(group, 'lead')]
  return {
    leads,
    leads_won: won,
    conversion_rate: shareOf(won, leads),
    sales: countOf(group, 'outcome_sale'),
    refunds: countOf(group, 'outcome_refund'),
    value: valuesOf(group),
    resolved: countOf(group, 'outcome_resolved'),
    unresolved: countOf(group, 'outcome_unresolved'),
    churned: countOf(group, 'outcome_churn'),
  }
}

function valuesOf(group: Group): z.infer<typeof OutcomeFigures>['value'] {
  const sum = (metric: string, currency: string) =>
    samplesOf(group, metric)
      .filter((sample) => sample.tag === currency)
      .reduce((cents, sample) => cents + sample.value, 0) / 100
  const samples = [...samplesOf(group, 'value_sale'), ...samplesOf(group, 'value_refund')]
  return [...new Set(samples.map((sample) => sample.tag!))].sort().map((currency) => ({
    currency,
    sold: sum('value_sale', currency),
    refunded: sum('value_refund', currency),
  }))
}

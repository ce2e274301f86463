import { pipeline, Readable } from 'node:stream'
import { z } from '@hono/zod-openapi'
import { stringify } from 'csv-stringify'
import type { Context } from '../../context.ts'
import {
  deskFigures,
  draftFigures,
  moderationFigures,
  outcomeFigures,
  slaFigures,
  volumeFigures,
} from '../../reports/figures.ts'
import { forecastBacklog } from '../../reports/forecast-backlog.ts'
import type { Ledger } from '../../reports/ledger.ts'
import { listThreadRows, THREAD_COLUMNS } from '../../reports/list-thread-rows.ts'
import { makeReport } from '../../reports/make-report.ts'
import { findPeaks, rankTopics } from '../../reports/rank-topics.ts'
import {
  Backlog,
  DeskFigures,
  DraftFigures,
  ModerationFigures,
  OutcomeFigures,
  PeakHour,
  PeriodQuery,
  ReportQuery,
  reportOf,
  SlaFigures,
  Topics,
  VolumeFigures,
} from '../../reports/report.ts'
import { defineRoute, json, newRoutes } from '../define-route.ts'

const define = <P extends string, T extends z.ZodType>(path: P, id: string, summary: string, schema: T) =>
  defineRoute('reports:read', {
    method: 'get',
    path,
    tags: ['reports'],
    summary,
    description: 'Computed from the events of the period and of the 30 days before it: docs/reports.md.',
    request: { query: ReportQuery },
    responses: { 200: json(summary, schema.meta({ id })) },
  })

const desk = define(
  '/v1/reports/desk',
  'DeskReport',
  'Response and resolution times, rates, replies, and the backlog with a forecast',
  reportOf(DeskFigures).extend({ backlog: Backlog }),
)
const sla = define('/v1/reports/sla', 'SlaReport', 'Which promises were kept', reportOf(SlaFigures))
const drafts = define(
  '/v1/reports/drafts',
  'DraftReport',
  'Drafts sent unchanged, edited and rejected',
  reportOf(DraftFigures),
)
const moderation = define(
  '/v1/reports/moderation',
  'ModerationReport',
  'What was held back, hidden and taken back',
  reportOf(ModerationFigures),
)
const volumes = define(
  '/v1/reports/volumes',
  'VolumeReport',
  'How much came when, and what it was about',
  reportOf(VolumeFigures).extend({ peak_hours: z.array(PeakHour), topics: Topics }),
)

const outcomes = define(
  '/v1/reports/outcomes',
  'OutcomeReport',
  'What conversations bring: leads, conversions, sales and their value, churn',
  reportOf(OutcomeFigures),
)

const threadsCsv = defineRoute('reports:read', {
  method: 'get',
  path: '/v1/reports/threads.csv',
  tags: ['reports'],
  summary: 'One row a thread that was made in the period, as CSV',
  description: 'Streamed. What a spreadsheet would run as a formula begins with an apostrophe.',
  request: { query: PeriodQuery },
  responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } } },
})

export function reportRoutes(ctx: Context) {
  const nothing = () => ({})
  return newRoutes()
    .openapi(desk, async (c) => {
      const query = c.req.valid('query')
      // Of a period that is not over, the backlog is that of now.
      const until = new Date(Math.min(query.to.getTime(), ctx.clock().getTime()))
      const backlog = (ledger: Ledger) => ({ backlog: forecastBacklog(ledger, until) })
      return c.json(await makeReport(ctx, c.get('caller').workspaceId, query, deskFigures, backlog), 200)
    })
    .openapi(sla, async (c) => {
      const { workspaceId } = c.get('caller')
      return c.json(await makeReport(ctx, workspaceId, c.req.valid('query'), slaFigures, nothing), 200)
    })
    .openapi(drafts, async (c) => {
      const { workspaceId } = c.get('caller')
      return c.json(await makeReport(ctx, workspaceId, c.req.valid('query'), draftFigures, nothing), 200)
    })
    .openapi(moderation, async (c) => {
      const { workspaceId } = c.get('caller')
      return c.json(await makeReport(ctx, workspaceId, c.req.valid('query'), moderationFigures, nothing), 200)
    })
    .openapi(volumes, async (c) => {
      const { workspaceId } = c.get('caller')
      const report = await makeReport(
        ctx,
        workspaceId,
        c.req.valid('query'),
        volumeFigures,
        (ledger, zone) => ({
          peak_hours: findPeaks(ledger, zone),
          topics: rankTopics(ledger),
        }),
      )
      return c.json(report, 200)
    })
    .openapi(outcomes, async (c) => {
      const { workspaceId } = c.get('caller')
      return c.json(await makeReport(ctx, workspaceId, c.req.valid('query'), outcomeFigures, nothing), 200)
    })
    .openapi(threadsCsv, (c) => {
      const rows = listThreadRows(ctx, c.get('caller').workspaceId, c.req.valid('query'))
      const csv = stringify({ header: true, columns: [...THREAD_COLUMNS], escape_formulas: true })
      // A failure breaks the answer off, so that nobody takes half a file for the whole.
      pipeline(Readable.from(rows), csv, (error) => {
        if (error) ctx.logger.error({ err: error.name }, 'a report broke off')
      })
      return c.body(Readable.toWeb(csv) as ReadableStream, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="threads.csv"',
      })
    })
}

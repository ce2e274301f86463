import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { stringify as stringifyNow } from 'csv-stringify/sync'
import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { NotFoundError } from '../../errors.ts'
import { listThreadRows, THREAD_COLUMNS } from '../../reports/list-thread-rows.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawPage } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { drawReport } from '../reports/draw-report.ts'
import { CUTS, makePageReport, PERIODS, type ReportChoice } from '../reports/make-page-report.ts'
import { REPORT_PLANS, type ReportName, type ReportPlan } from '../reports/report-plans.ts'
import { reportWords } from '../words/reports.ts'

const DAY_MS = 86_400_000
const Choice = z.object({
  days: z.coerce.number().pipe(z.literal(PERIODS)).catch(14),
  by: z.enum(CUTS).catch('day'),
})

/** The figures of the desk as charts and tables, and as files. */
export function reportPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/reports', (c) => showReport(ctx, c, 'desk'))
    .get('/console/reports/threads.csv', (c) => sendThreads(ctx, c))
    .get('/console/reports/:file{[a-z]+\\.csv}', (c) =>
      sendCsv(ctx, c, nameOf(c.req.param('file').slice(0, -4))),
    )
    .get('/console/reports/:name', (c) => showReport(ctx, c, nameOf(c.req.param('name'))))
}

function nameOf(text: string): ReportName {
  const name = Object.keys(REPORT_PLANS).find((known) => known === text)
  if (name === undefined) throw new NotFoundError('report', text)
  return name as ReportName
}

/** The plan of a report as one of figures that nobody names: each draws its own. */
function planOf(name: ReportName): ReportPlan<unknown> {
  return REPORT_PLANS[name] as ReportPlan<unknown>
}

async function showReport(ctx: Context, c: PageContext<ConsoleEnv>, name: ReportName): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'reports:read')
  const choice = Choice.parse(c.req.query())
  const plan = planOf(name)
  const report = await makePageReport(ctx, visit, plan, choice)
  const words = reportWords[visit.language]
  const tabs = drawTabs(
    words.title,
    (Object.keys(REPORT_PLANS) as ReportName[]).map((one) => ({
      path: `/console/reports/${one}?${new URLSearchParams({ days: String(choice.days), by: choice.by })}`,
      text: words.tabs[one],
      isOpen: one === name,
    })),
  )
  const body = html`<div class="page-head"><h1>${words.title}</h1>${tabs}</div>
    <div class="stack">${await drawReport(visit, name, plan, choice, report)}</div>`
  return c.html(drawPage(visit, { title: words.title, active: 'reports', body }))
}

/** The columns are named as the API names things, so that a sheet's formulas outlive a change of language. */
async function sendCsv(ctx: Context, c: PageContext<ConsoleEnv>, name: ReportName): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'reports:read')
  const choice = Choice.parse(c.req.query())
  const plan = planOf(name)
  const { rows } = await makePageReport(ctx, visit, plan, choice)
  const columns = new Map(
    plan.charts.flatMap(({ unit, series }) =>
      series.map((one) => [unit === 'duration' ? `${one.name}_s` : one.name, one.of] as const),
    ),
  )
  const lines = rows.map(({ name: first, figures }) => [
    first,
    ...[...columns.values()].map((of) => of(figures)),
  ])
  const csv = stringifyNow([[choice.by, ...columns.keys()], ...lines], { escape_formulas: true })
  return asFile(c, `${name}.csv`, csv)
}

function sendThreads(ctx: Context, c: PageContext<ConsoleEnv>): Response {
  const visit: Visit = c.get('visit')
  assertMay(visit, 'reports:read')
  const { days }: ReportChoice = Choice.parse(c.req.query())
  const to = ctx.clock()
  const from = new Date(to.getTime() - days * DAY_MS)
  const csv = stringify({ header: true, columns: [...THREAD_COLUMNS], escape_formulas: true })
  // A failure breaks the answer off, so that nobody takes half a file for the whole.
  const rows = Readable.from(listThreadRows(ctx, visit.caller.workspaceId, { from, to }))
  rows.on('error', (error) => csv.destroy(error))
  return asFile(c, 'threads.csv', Readable.toWeb(rows.pipe(csv)) as ReadableStream)
}

function asFile(c: PageContext<ConsoleEnv>, name: string, content: string | ReadableStream): Response {
  return c.body(content, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  })
}

import { html } from 'hono/html'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { wordReason } from '../words/reasons.ts'
import { type ReportWords, reportWords } from '../words/reports.ts'
import { reviewWords } from '../words/review.ts'
import { LOCALES } from '../words.ts'
import { drawChart, drawHeat, drawRanking } from './draw-chart.ts'
import { formatFigure } from './format-figure.ts'
import { CUTS, type makePageReport, PERIODS, type ReportChoice } from './make-page-report.ts'
import type { ReportName, ReportPlan, Unit } from './report-plans.ts'

type PageReport<F> = Awaited<ReturnType<typeof makePageReport<F>>>

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/** What a report shows: the period, its figures in large, each chart with its table, and the file. */
export async function drawReport<F>(
  visit: Visit,
  name: ReportName,
  plan: ReportPlan<F>,
  choice: ReportChoice,
  report: PageReport<F>,
): Promise<Html> {
  const words = reportWords[visit.language]
  const head = drawChoice(visit, name, choice)
  if (report.isEmpty) {
    return html`${head}<div class="empty card">${drawIcon('bar-chart-2')}<h2>${words.none}</h2><p>${words.noneLead}</p></div>`
  }
  const charts = await Promise.all(plan.charts.map((chart) => drawPlanned(visit, chart, choice, report)))
  return html`${head}
    <dl class="tiles">${plan.tiles.map(
      (tile) =>
        html`<div><dt>${words.series[tile.name]}</dt><dd>${formatFigure(visit, tile.unit, tile.of(report.total))}</dd></div>`,
    )}</dl>
    ${charts}${name === 'desk' ? await drawBacklog(visit, report) : ''}${name === 'volumes' ? await drawSubjects(visit, report) : ''}`
}

function drawChoice(visit: Visit, name: ReportName, choice: ReportChoice): Html {
  const words = reportWords[visit.language]
  const query = new URLSearchParams({ days: String(choice.days), by: choice.by })
  return html`<form class="filters" method="get" action="/console/reports/${name}" aria-label="${words.period}">
    <label>${words.period}<select name="days">${PERIODS.map(
      (days) =>
        html`<option value="${days}" ${days === choice.days ? 'selected' : ''}>${words.days(days)}</option>`,
    )}</select></label>
    <label>${words.cut}<select name="by">${CUTS.map(
      (by) => html`<option value="${by}" ${by === choice.by ? 'selected' : ''}>${words.cuts[by]}</option>`,
    )}</select></label>
    <button>${words.show}</button>
    <span class="end row"><a class="button" href="/console/reports/${name}.csv?${query}" aria-keyshortcuts="c" download>${drawIcon('download')}${words.csv}<kbd>c</kbd></a>
      <a href="/console/reports/threads.csv?${query}" download>${words.threadsCsv}</a></span></form>`
}

async function drawPlanned<F>(
  visit: Visit,
  chart: ReportPlan<F>['charts'][number],
  { by }: ReportChoice,
  { rows }: PageReport<F>,
): Promise<Html> {
  const words = reportWords[visit.language]
  const { format, divisor } = scaleOf(chart, rows)
  const points = rows.flatMap(({ name, figures }) =>
    chart.series.map((series) => {
      const value = series.of(figures)
      return { x: name, series: words.series[series.name], y: value === null ? null : value / divisor }
    }),
  )
  const kind = chart.kind === 'lines' && by !== 'day' ? 'bars' : chart.kind
  const table = {
    head: [words.cuts[by], ...chart.series.map((series) => words.series[series.name])],
    rows: rows.map(({ name, figures }) => [
      name,
      ...chart.series.map((series) => formatFigure(visit, chart.unit, series.of(figures))),
    ]),
  }
  const drawn = points.some(({ y }) => y !== null && (y > 0 || format === 'share'))
    ? await drawChart(visit, { kind, format, points })
    : null
  return drawFigure(visit, chart.name, drawn, table, by === 'day')
}

/** Times are drawn in hours where one of them is long, and in seconds where all are short. */
function scaleOf<F>(
  { unit, series }: { readonly unit: Unit; readonly series: ReportPlan<F>['charts'][number]['series'] },
  rows: PageReport<F>['rows'],
) {
  if (unit !== 'duration') return { format: unit, divisor: 1 }
  const longest = Math.max(...rows.flatMap(({ figures }) => series.map(({ of }) => of(figures) ?? 0)))
  if (longest > 3 * 3600) return { format: 'hours' as const, divisor: 3600 }
  return longest < 60
    ? { format: 'seconds' as const, divisor: 1 }
    : { format: 'minutes' as const, divisor: 60 }
}

interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** A chart, or a word where there is nothing to draw. On a phone, one `overTime` shows its newest days first. */
function drawFigure(
  visit: Visit,
  name: keyof ReportWords['charts'],
  chart: Html | null,
  { head, rows }: Table,
  overTime = false,
): Html {
  const words = reportWords[visit.language]
  const title = words.charts[name]
  return html`<figure class="card stack"><figcaption><h2>${title}</h2></figcaption>
    ${
      chart === null
        ? html`<p class="muted">${words.none}</p>`
        : html`<div class="chart ${overTime ? 'over-time' : ''}" role="img" tabindex="0" aria-label="${title}">${chart}</div>`
    }
    <details><summary>${words.table}</summary><div class="scroll" tabindex="0" role="region" aria-label="${title}: ${words.table}"><table>
      <thead><tr>${head.map((cell, at) => html`<th scope="col" class="${at === 0 ? '' : 'number'}">${cell}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ([first, ...rest]) =>
          html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`,
      )}</tbody></table></div></details></figure>`
}

async function drawBacklog<F>(visit: Visit, { backlog }: PageReport<F>): Promise<Html> {
  const words = reportWords[visit.language]
  const ages = (['under_1h', 'under_4h', 'under_24h', 'older'] as const).map((age) => ({
    name: words.backlogAges[age],
    count: backlog.age[age],
  }))
  const chart = await drawRanking(visit, ages)
  const figure = drawFigure(visit, 'ages', chart, tableOf(visit, ages))
  const count = formatFigure(visit, 'count', backlog.forecast.threads_in_24h)
  return html`<section class="stack"><h2>${words.backlog}: ${backlog.threads}</h2>
    <p class="muted">${words.forecast(count)}</p>${figure}</section>`
}

async function drawSubjects<F>(visit: Visit, { peaks, topics }: PageReport<F>): Promise<Html> {
  const words = reportWords[visit.language]
  const weekdays = Array.from({ length: 7 }, (_, day) =>
    new Intl.DateTimeFormat(LOCALES[visit.language], { weekday: 'short', timeZone: 'UTC' }).format(
      new Date(Date.UTC(2024, 0, 1 + day)),
    ),
  )
  const cells = peaks.map(({ weekday, hour, inbound }) => ({
    row: weekdays[weekday - 1]!,
    column: HOURS[hour]!,
    value: inbound,
  }))
  const heat = await drawHeat(visit, { cells, rows: weekdays, columns: HOURS })
  const busiest = {
    head: [words.weekday, words.hour, words.amount],
    rows: cells.map(({ row, column, value }) => [row, column, value]),
  }
  const { categories } = reviewWords[visit.language]
  const rankings = [
    ['entries', topics.entries],
    [
      'categories',
      topics.categories.map((one) => ({
        ...one,
        name: categories[one.name as keyof typeof categories] ?? one.name,
      })),
    ],
    ['labels', topics.labels.map((one) => ({ ...one, name: wordReason(visit.language, one.name) }))],
  ] as const
  const drawn = await Promise.all(
    rankings
      .filter(([, rows]) => rows.length > 0)
      .map(async ([name, rows]) =>
        drawFigure(visit, name, await drawRanking(visit, rows), tableOf(visit, rows)),
      ),
  )
  return html`${cells.length === 0 ? '' : drawFigure(visit, 'peaks', heat, busiest)}${drawn}`
}

function tableOf(visit: Visit, rows: readonly { readonly name: string; readonly count: number }[]): Table {
  const words = reportWords[visit.language]
  return { head: [words.name, words.amount], rows: rows.map(({ name, count }) => [name, count]) }
}

import { raw } from 'hono/html'
import type { TopLevelSpec } from 'vega-lite'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'

/** A point of a chart: where, which of the series, how much. */
export interface Point {
  readonly x: string
  readonly series: string
  readonly y: number | null
}

export interface Chart {
  readonly kind: 'bars' | 'stacked' | 'lines'
  readonly format: 'count' | 'share' | 'seconds' | 'minutes' | 'hours'
  readonly points: readonly Point[]
}

export interface Heat {
  readonly cells: readonly { readonly row: string; readonly column: string; readonly value: number }[]
  readonly rows: readonly string[]
  readonly columns: readonly string[]
}

const FORMATS = { count: 'd', share: '.0%', seconds: '.3~r', minutes: '.3~r', hours: '.3~r' } as const
const SUFFIXES = { count: '', share: '', seconds: ' s', minutes: ' min', hours: ' h' } as const
/** Names in console.css: an attribute may hold them, so that light and dark draw the same file. */
const COLOURS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)']
const NUMBERS = {
  pt: { decimal: ',', thousands: '.' },
  es: { decimal: ',', thousands: '.' },
  en: { decimal: '.', thousands: ',' },
} as const

/** A chart by days or groups as SVG, drawn here so that the browser needs no script for it. */
export function drawChart(visit: Pick<Visit, 'language'>, { kind, format, points }: Chart): Promise<Html> {
  const x = {
    field: 'x',
    type: 'ordinal',
    sort: null,
    axis: { title: null, labelAngle: 0, labelOverlap: true },
  }
  const y = {
    field: 'y',
    type: 'quantitative',
    axis: {
      title: null,
      format: FORMATS[format],
      labelExpr: `datum.label + '${SUFFIXES[format]}'`,
      tickCount: 4,
      ...(format === 'count' ? { tickMinStep: 1 } : {}),
    },
    ...(format === 'share' ? { scale: { domain: [0, 1] } } : {}),
  }
  const color = {
    field: 'series',
    type: 'nominal',
    sort: null,
    scale: { range: COLOURS },
    legend: { title: null, orient: 'top', symbolType: 'circle', columns: 3 },
  }
  const encoding = { x, y, color, ...(kind === 'bars' ? { xOffset: { field: 'series', sort: null } } : {}) }
  const mark =
    kind === 'lines'
      ? { type: 'line', point: true, strokeWidth: 2 }
      : { type: 'bar', cornerRadiusEnd: kind === 'bars' ? 2 : 0 }
  return render(visit, { data: { values: points }, width: 760, height: 220, mark, encoding } as TopLevelSpec)
}

/** How much happened when, as a field of darker and lighter squares. */
export function drawHeat(visit: Pick<Visit, 'language'>, { cells, rows, columns }: Heat): Promise<Html> {
  const axis = { title: null, labelAngle: 0, ticks: false, domain: false, grid: false }
  const encoding = {
    x: {
      field: 'column',
      type: 'ordinal',
      scale: { domain: columns },
      axis: { ...axis, labelOverlap: true },
    },
    y: { field: 'row', type: 'ordinal', scale: { domain: rows }, axis },
    opacity: { field: 'value', type: 'quantitative', scale: { range: [0.1, 1], domainMin: 0 }, legend: null },
  }
  return render(visit, {
    data: { values: cells },
    width: 720,
    height: 190,
    mark: { type: 'rect', color: 'var(--chart-1)', cornerRadius: 3 },
    encoding,
  } as unknown as TopLevelSpec)
}

/** Names and how often each occurred. */
export function drawRanking(
  visit: Pick<Visit, 'language'>,
  rows: readonly { readonly name: string; readonly count: number }[],
): Promise<Html> {
  const encoding = {
    y: {
      field: 'name',
      type: 'nominal',
      sort: null,
      axis: { title: null, labelLimit: 260, domain: false, ticks: false },
    },
    x: {
      field: 'count',
      type: 'quantitative',
      axis: { title: null, format: 'd', tickMinStep: 1, tickCount: 4 },
    },
  }
  return render(visit, {
    data: { values: rows },
    width: 520,
    height: { step: 24 },
    mark: { type: 'bar', color: 'var(--chart-1)', cornerRadiusEnd: 2 },
    encoding,
  } as unknown as TopLevelSpec)
}

/** How much is answered without a person, by how much of it may be wrong, with the chosen point. */
export function drawRiskCurve(
  visit: Pick<Visit, 'language'>,
  rows: readonly { readonly risk: number; readonly coverage: number }[],
  chosen: { readonly risk: number; readonly coverage: number } | null,
): Promise<Html> {
  const x = { field: 'risk', type: 'quantitative', axis: { title: null, format: '.0%' } }
  const y = { field: 'coverage', type: 'quantitative', axis: { title: null, format: '.0%', tickCount: 4 } }
  const encoding = { x, y: { ...y, scale: { domain: [0, 1] } } }
  return render(visit, {
    width: 560,
    height: 200,
    layer: [
      {
        data: { values: rows },
        mark: {
          type: 'line',
          point: { color: 'var(--chart-1)' },
          color: 'var(--chart-1)',
          interpolate: 'step-after',
        },
        encoding,
      },
      {
        data: { values: chosen === null ? [] : [chosen] },
        mark: { type: 'point', filled: true, size: 160, color: 'var(--chart-2)', opacity: 1 },
        encoding,
      },
    ],
  } as unknown as TopLevelSpec)
}

async function render({ language }: Pick<Visit, 'language'>, spec: TopLevelSpec): Promise<Html> {
  // Loaded by the first chart: a start has no use for them.
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')])
  const config = {
    aria: false,
    background: 'transparent',
    font: 'Inter, system-ui, sans-serif',
    locale: { number: { ...NUMBERS[language], grouping: [3], currency: ['', ''] as [string, string] } },
    view: { stroke: null },
    axis: {
      labelColor: 'var(--muted)',
      labelFontSize: 12,
      gridColor: 'var(--line)',
      domainColor: 'var(--line-strong)',
      tickColor: 'var(--line-strong)',
    },
    axisX: { grid: false },
    legend: { labelColor: 'var(--text)', labelFontSize: 12, labelLimit: 0, symbolSize: 90 },
    point: { size: 28 },
  }
  const { spec: compiled } = lite.compile({ ...spec, config } as TopLevelSpec)
  const svg = await new vega.View(vega.parse(compiled), { renderer: 'none' }).toSVG()
  // The library escapes every text in it; test/console/reports.test.ts holds it to that.
  // What it shows is said by its title and its table.
  return raw(svg.replace('<svg ', '<svg aria-hidden="true" '))
}

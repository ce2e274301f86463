import { raw } from 'hono/html'
import type { TopLevelSpec } from 'vega-lite'

/** Colours are those of the page, so that a chart follows it into the dark. */
const INK = 'var(--ink)'
const FAINT = 'var(--faint)'
export const SERIES = ['var(--one)', 'var(--two)', 'var(--three)', 'var(--four)']

const CONFIG: TopLevelSpec['config'] = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    gridColor: FAINT,
    domainColor: FAINT,
    tickColor: FAINT,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: {
    labelColor: INK,
    title: null,
    orient: 'bottom',
    labelFontSize: 12,
    symbolType: 'stroke',
    labelLimit: 0,
  },
  range: { category: SERIES },
}

/** A chart as SVG, drawn here so that whoever opens the page needs nothing else. `alt` says what it shows. */
export async function drawChart(alt: string, spec: TopLevelSpec) {
  // Loaded by the first chart: a start has no use for them.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const sized = { width: 340, height: 230, ...spec, config: CONFIG } as TopLevelSpec
  const view = new View(parse(compile(sized).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return raw(svg.replace('<svg ', `<svg role="img" aria-label="${alt.replace(/"/g, '&quot;')}" `))
}

import { html } from 'hono/html'
import { EVERYWHERE } from '../../evals/measure-run.ts'
import type { Comparison, Run, RunCase } from '../../evals/workspace/read-runs.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawTable } from '../settings/draw-settings.ts'
import { evalWords } from '../words/evals.ts'
import { wordMetric, wordSuite } from '../words/metrics.ts'
import { reviewWords } from '../words/review.ts'
import { drawRunCase } from './draw-failures.ts'
import { drawArrow, formatScore } from './draw-run.ts'
import { EVALS_PATH, nameRun } from './draw-runs.ts'

export const CHANGED = ['broken', 'fixed', 'still_wrong'] as const

export interface ComparisonParts {
  readonly before: Run
  readonly after: Run
  readonly comparison: Comparison
  /** The first cases of each change, as they are in the later run. */
  readonly cases: Readonly<Record<(typeof CHANGED)[number], readonly RunCase[]>>
}

/** Two runs on the cases of both: what changed beyond chance, and which cases broke, were fixed or are still wrong. */
export function drawComparison(visit: Visit, { before, after, comparison, cases }: ComparisonParts): Html {
  const words = evalWords[visit.language]
  const link = (name: string, run: Run) =>
    html`<div><dt>${name}</dt><dd class="plain-text"><a href="${EVALS_PATH}/${run.id}">${formatInstant(visit, new Date(run.created_at))}</a> <small class="muted">${nameRun(visit, run)}</small></dd></div>`
  return html`<p><a href="${EVALS_PATH}" aria-keyshortcuts="u">${words.back}</a></p>
    <dl class="tiles">${link(words.before, before)}${link(words.after, after)}
      ${CHANGED.map((change) => html`<div><dt>${words[change]}</dt><dd>${comparison[change].length}</dd></div>`)}</dl>
    <p class="muted">${words.common(comparison.cases)}. ${words.arrows}</p>
    ${drawChanged(visit, comparison)}
    ${CHANGED.map((change) => drawCases(visit, change, cases[change], comparison[change].length))}`
}

function drawChanged(visit: Visit, { metrics }: Comparison): Html {
  const words = evalWords[visit.language]
  const { languages } = reviewWords[visit.language]
  const changed = metrics.filter(({ verdict }) => verdict !== 'same')
  if (changed.length === 0) return html`<p class="note">${words.unchanged}</p>`
  const rows = changed.map(({ suite, metric, where, before, after, interval, verdict }) => {
    const place = where === EVERYWHERE ? words.everywhere : languages[where as 'pt']
    const show = (value: number) => formatScore(visit, value)
    return html`<tr><th scope="row">${wordMetric(visit.language, metric)}<br><small class="muted">${wordSuite(visit.language, suite)}</small></th><td>${place}</td>
      <td class="number">${show(before)}</td><td class="number">${drawArrow(visit, verdict as 'better', before)}<strong>${show(after)}</strong><br><small class="muted">(${show(interval[0]!)} – ${show(interval[1]!)})</small></td></tr>`
  })
  return html`<h2>${words.changed}</h2>${drawTable(words.changed, [words.metric, words.language, words.before, words.after], rows)}`
}

function drawCases(
  visit: Visit,
  change: (typeof CHANGED)[number],
  cases: readonly RunCase[],
  count: number,
): Html {
  const words = evalWords[visit.language]
  return html`<section class="stack"><h2>${words[change]} <span class="badge">${count}</span> ${cases.length === 0 || cases.length === count ? '' : html`<small class="muted">${words.of(cases.length, count)}</small>`}</h2>
    ${cases.length === 0 ? html`<p class="muted">${words.noChange}</p>` : html`<div class="stack tight">${cases.map((one) => drawRunCase(visit, one))}</div>`}</section>`
}

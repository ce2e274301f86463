import { html } from 'hono/html'
import { LANGUAGES } from '../../domain/language.ts'
import { EVERYWHERE, type Where } from '../../evals/measure-run.ts'
import { findSuite, type Metric, type Suite } from '../../evals/suites.ts'
import { BASELINE_NAME, type Comparison, type Run } from '../../evals/workspace/read-runs.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { evalWords } from '../words/evals.ts'
import { wordMetric, wordSuite } from '../words/metrics.ts'
import { reviewWords } from '../words/review.ts'
import { LOCALES } from '../words.ts'
import { EVALS_PATH, nameRun, RUN_BADGES } from './draw-runs.ts'

const PLACES = [EVERYWHERE, ...LANGUAGES] as const

export interface RunParts {
  readonly run: Run
  readonly wrong: number
  /** What it is held against; null for nothing. */
  readonly comparison: Comparison | null
  /** Other finished runs that it may be held against. */
  readonly others: readonly Run[]
  /** Cases that went wrong, drawn. */
  readonly failures: Html
}

/** One run, which loads itself anew until it has ended: gates, numbers by language, and the cases that went wrong. */
export function drawRun(visit: Visit, parts: RunParts): Html {
  const { run } = parts
  const words = evalWords[visit.language]
  const isOpen = run.state === 'queued' || run.state === 'running'
  const poll = html`hx-get="${EVALS_PATH}/${run.id}" hx-select="#run" hx-swap="outerHTML" hx-trigger="every 1s"`
  return html`<p><a href="${EVALS_PATH}" aria-keyshortcuts="u">${words.back}</a></p>
    <div id="run" class="stack" ${isOpen ? poll : ''}>
    <div class="row"><h2>${formatInstant(visit, new Date(run.created_at))}</h2><span class="badge ${RUN_BADGES[run.state]}">${words.states[run.state]}</span>
      <span class="badge">${nameRun(visit, run)}</span><span class="badge">${words[run.input.cases]}</span>
      ${run.state === 'done' ? drawLinks(visit, parts) : ''}</div>
    ${isOpen ? drawProgress(visit, run) : ''}
    ${run.state === 'failed' ? html`<p class="note bad" role="alert">${words.runFailed}</p>` : ''}
    ${run.state === 'done' ? drawEnded(visit, parts) : ''}</div>`
}

function drawLinks(visit: Visit, { run, comparison }: RunParts): Html {
  const words = evalWords[visit.language]
  const against = comparison === null ? '' : `?against=${comparison.before}`
  return html`<span class="actions end"><a class="button small" href="#failures" aria-keyshortcuts="f">${drawIcon('alert-circle')}${words.failures}</a>
    <a class="button small" href="${EVALS_PATH}/${run.id}/report.html${against}" target="_blank" aria-keyshortcuts="r">${drawIcon('file-text')}${words.report}</a>
    <a class="button small" href="${EVALS_PATH}/${run.id}/cases.csv" download>${drawIcon('download')}${words.csv}</a></span>`
}

function drawProgress(visit: Visit, { processed, total }: Run): Html {
  const text = evalWords[visit.language].progress(processed, total)
  return html`<section class="card stack"><progress max="${Math.max(1, total)}" value="${processed}" aria-label="${text}"></progress>
    <p class="muted" role="status">${text}</p></section>`
}

function drawEnded(visit: Visit, parts: RunParts): Html {
  const words = evalWords[visit.language]
  const { run, wrong, comparison } = parts
  const verdicts = run.verdicts ?? []
  const failing = verdicts.filter(({ passed }) => !passed)
  const suites = run.input.suites.flatMap((name) => findSuite(name) ?? [])
  const tile = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  return html`<dl class="tiles">${verdicts.length === 0 ? '' : tile(words.gates, words.of(verdicts.length - failing.length, verdicts.length))}
      ${tile(words.right, formatFigure(visit, 'share', run.total === 0 ? null : 1 - wrong / run.total))}
      ${comparison === null ? '' : (['fixed', 'broken', 'still_wrong'] as const).map((change) => tile(words[change], String(comparison[change].length)))}</dl>
    ${failing.length === 0 ? '' : html`<section class="note bad"><h3>${words.failedGates}</h3><ul>${failing.map(({ gate }) => html`<li>${wordGate(visit, run, gate)}</li>`)}</ul></section>`}
    ${drawAgainst(visit, parts)}
    ${suites.map((suite) => drawSuite(visit, suite, run, comparison))}
    <section id="failures" class="stack"><h2>${words.failures} <span class="badge">${wrong}</span></h2>${parts.failures}</section>`
}

/** A gate by what it measures, with what was measured; its own name is in the report. */
function wordGate(visit: Visit, { measured }: Run, gate: string): Html {
  const [suite = '', metric = '', where = EVERYWHERE] = gate.split('.')
  const found = measured?.find((one) => one.suite === suite && one.metric === metric && one.where === where)
  const value = found === undefined || found.value === null ? '–' : formatScore(visit, found.value)
  const place =
    where === EVERYWHERE
      ? evalWords[visit.language].everywhere
      : reviewWords[visit.language].languages[where as 'pt']
  return html`${wordSuite(visit.language, suite)} · ${wordMetric(visit.language, metric)} · ${place}: <strong>${value}</strong>`
}

function drawAgainst(visit: Visit, { run, comparison, others }: RunParts): Html {
  const words = evalWords[visit.language]
  const option = (value: string, text: string) =>
    html`<option value="${value}" ${value === (comparison?.before ?? 'none') ? 'selected' : ''}>${text}</option>`
  return html`<form class="row" method="get" action="${EVALS_PATH}/${run.id}"><label class="inline">${words.against}<select name="against" data-submits>
      ${option('none', words.nothing)}${run.input.cases === 'own' ? '' : option(BASELINE_NAME, words.baseline)}${others.map(
        (other) =>
          option(other.id, `${formatInstant(visit, new Date(other.created_at))} · ${nameRun(visit, other)}`),
      )}</select></label><small class="muted">${words.arrows}</small></form>`
}

/** The metrics of a suite by language; a table on a wide page, one card a metric on a phone. */
function drawSuite(visit: Visit, suite: Suite, run: Run, comparison: Comparison | null): Html | '' {
  const words = evalWords[visit.language]
  const names = reviewWords[visit.language].languages
  const isOf = (metric: Metric, one: { readonly suite: string; readonly metric: string }) =>
    one.suite === suite.name && one.metric === metric.name
  const applies = suite.metrics.filter((metric) =>
    run.measured?.some((one) => isOf(metric, one) && one.value !== null),
  )
  if (applies.length === 0) return ''
  const title = wordSuite(visit.language, suite.name)
  const placeOf = (where: Where) => (where === EVERYWHERE ? words.everywhere : names[where])
  return html`<section class="card scroll" tabindex="0" role="region" aria-label="${title}"><table class="metrics"><caption>${title}</caption>
    <thead><tr><th scope="col">${words.metric}</th>${PLACES.map((where) => html`<th scope="col" class="number">${placeOf(where)}</th>`)}</tr></thead>
    <tbody>${applies.map(
      (
        metric,
      ) => html`<tr><th scope="row">${wordMetric(visit.language, metric.name)}${metric.isHigherBetter ? '' : html` <small class="muted">${words.lowerBetter}</small>`}</th>
      ${PLACES.map((where) => {
        const found = run.measured!.find((one) => isOf(metric, one) && one.where === where)
        const change = comparison?.metrics.find((one) => isOf(metric, one) && one.where === where)
        return html`<td class="number" data-label="${placeOf(where)}">${drawValue(visit, found, change)}</td>`
      })}</tr>`,
    )}</tbody></table></section>`
}

function drawValue(
  visit: Visit,
  found: NonNullable<Run['measured']>[number] | undefined,
  change: Comparison['metrics'][number] | undefined,
): Html {
  const words = evalWords[visit.language]
  if (found === undefined || found.value === null)
    return html`<span class="muted">–<span class="unseen">${words.notApplicable}</span></span>`
  const show = (value: number) => formatScore(visit, value)
  const range = found.interval === null ? '' : `(${show(found.interval[0]!)}–${show(found.interval[1]!)})`
  const arrow =
    change === undefined || change.verdict === 'same' ? '' : drawArrow(visit, change.verdict, change.before)
  return html`${arrow}<strong>${show(found.value)}</strong> <small class="muted">${range} n ${found.turns}</small>`
}

/** Better or worse beyond chance; the words stand beside it for whoever does not see it. */
export function drawArrow(visit: Visit, verdict: 'better' | 'worse', before: number): Html {
  const text = evalWords[visit.language][verdict](formatScore(visit, before))
  return html`<span class="arrow ${verdict === 'better' ? 'good' : 'bad'}" title="${text}">${verdict === 'better' ? '▲' : '▼'}<span class="unseen">${text}</span></span> `
}

export function formatScore({ language }: Visit, value: number): string {
  return new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(value)
}

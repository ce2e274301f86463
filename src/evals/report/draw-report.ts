import { html, raw } from 'hono/html'
import { CATEGORIES } from '../../domain/assessment.ts'
import { LANGUAGES } from '../../domain/language.ts'
import { type Change, changesOf, type Difference, type PastScores } from '../compare-runs.ts'
import { NO_PROVIDER } from '../fingerprint.ts'
import type { Verdict } from '../judge-gates.ts'
import { EVERYWHERE, type Measured, type Scored, type Where } from '../measure-run.ts'
import type { Outcome, SuiteRun } from '../run-suites.ts'
import type { Metric, Suite } from '../suites.ts'
import { drawReliability, drawRiskCoverage, drawSweep, statedOf } from './charts.ts'
import { drawCases } from './draw-cases.ts'
import { drawCost } from './draw-cost.ts'
import { findSlices, type Slice } from './find-slices.ts'
import { SCRIPT, STYLE } from './page-parts.ts'

type Html = ReturnType<typeof html>

export interface ReportParts {
  readonly id: string
  readonly at: Date
  readonly run: SuiteRun
  readonly verdicts: readonly Verdict[]
  /** What the run is held against; null where there is nothing. */
  readonly against: { readonly name: string; readonly cases: PastScores } | null
  readonly differences: readonly Difference[]
}

/** A run as one page that needs nothing beside itself. */
export async function drawReport(parts: ReportParts): Promise<string> {
  const { id, at, run, verdicts, against, differences } = parts
  const changes = against === null ? new Map<string, Change>() : changesOf(against.cases, run.outcomes)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recado evals, ${id}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>Recado evals</h1>
<p class="quiet"><time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time> · ${id} · ${against === null ? 'nothing to compare with' : `against ${against.name}`}</p>
${drawFigures(run.outcomes, verdicts, changes)}
</header>
<main>
${drawGates(verdicts)}
<section><h2>Numbers</h2>
<p class="quiet">Under each number: its 95% interval over resamples of whole cases, and the turns that it applies to. An arrow stands where chance does not explain the difference from ${against?.name ?? 'an earlier run'}: ▲ better, ▼ worse. ↓: lower is better.</p>
${run.suites.map((suite) => drawSuite(suite, run, differences))}
${drawCost(run.cost)}
</section>
${drawConfusion(run.outcomes)}
${await drawCharts(run.outcomes)}
${drawSlices(findSlices(run.suites, run.outcomes))}
${drawCases(run.outcomes, changes)}
<section><h2>Versions</h2><dl class="versions">${Object.entries(run.versions).map(([name, version]) => html`<div><dt>${name}</dt><dd><code>${version}</code></dd></div>`)}</dl></section>
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`
  return String(await page)
}

function drawFigures(
  outcomes: readonly Outcome[],
  verdicts: readonly Verdict[],
  changes: ReadonlyMap<string, Change>,
): Html {
  const right = outcomes.filter(({ score }) => score.failed.length === 0).length
  const held = verdicts.filter(({ passed }) => passed).length
  const count = (change: Change) => [...changes.values()].filter((each) => each === change).length
  const figure = (name: string, value: string, tone = '') =>
    html`<div class="figure ${tone}"><b>${value}</b><span>${name}</span></div>`
  return html`<div class="figures">
${figure('gates hold', `${held} of ${verdicts.length}`, held === verdicts.length ? 'good' : 'bad')}
${figure('cases right', `${right} of ${outcomes.length}`)}
${changes.size === 0 ? '' : html`${figure('fixed', `${count('fixed')}`, count('fixed') > 0 ? 'good' : '')}${figure('broken', `${count('broken')}`, count('broken') > 0 ? 'bad' : '')}${figure('still wrong', `${count('still_wrong')}`)}`}
</div>`
}

function drawGates(verdicts: readonly Verdict[]): Html {
  const failed = verdicts.filter(({ passed }) => !passed)
  if (failed.length === 0) return html``
  return html`<section class="failed-gates"><h2>Gates that fail</h2><ul>${failed.map(({ gate, detail }) => html`<li><code>${gate}</code> ${detail}</li>`)}</ul></section>`
}

const PLACES = [EVERYWHERE, ...LANGUAGES] as const

function drawSuite(suite: Suite, { measured, versions }: SuiteRun, differences: readonly Difference[]): Html {
  const isAsked = versions.provider !== NO_PROVIDER
  const left = suite.metrics.filter(({ needsProvider }) => needsProvider === true && !isAsked)
  const rows = suite.metrics.filter((metric) =>
    measured.some((each) => isOf(suite, metric, each) && each.value !== null),
  )
  const cell = (metric: Metric, where: Where) => {
    const is = (each: Measured | Difference) => isOf(suite, metric, each) && each.where === where
    return drawValue(metric, where, measured.find(is), differences.find(is))
  }
  return html`<div class="wide"><table class="numbers">
<caption><b>${suite.name}</b> ${suite.about}</caption>
<thead><tr><th></th>${PLACES.map((where) => html`<th scope="col">${where}</th>`)}</tr></thead>
<tbody>${rows.map((metric) => html`<tr><th scope="row">${metric.title}${metric.isHigherBetter ? '' : ' ↓'}</th>${PLACES.map((where) => cell(metric, where))}</tr>`)}</tbody>
</table>${left.length === 0 ? '' : html`<p class="quiet">Not applicable (no provider): ${left.map(({ title }) => title.toLowerCase()).join('; ')}.</p>`}</div>`
}

function isOf(
  suite: Suite,
  metric: Metric,
  each: { readonly suite: string; readonly metric: string },
): boolean {
  return each.suite === suite.name && each.metric === metric.name
}

function drawValue(metric: Metric, where: Where, found?: Measured, difference?: Difference): Html {
  if (found === undefined || found.value === null) return html`<td class="none" data-label="${where}">–</td>`
  const { value, interval, turns, not_applicable } = found
  const arrow =
    difference?.verdict === 'better'
      ? html`<span class="better" title="was ${show(difference.before)}">▲</span>`
      : difference?.verdict === 'worse'
        ? html`<span class="worse" title="was ${show(difference.before)}">▼</span>`
        : ''
  const range = interval === null ? '' : `${show(interval[0])}–${show(interval[1])}`
  return html`<td data-label="${where}" title="${metric.title}: ${turns} turns, not applicable to ${not_applicable}"><b>${show(value)}</b>${arrow}<small>${range} <i>n ${turns}</i></small></td>`
}

function show(value: number): string {
  return value.toFixed(3).replace(/^0/, '')
}

function drawConfusion(outcomes: readonly Scored[]): Html {
  const pairs = outcomes.flatMap(({ given, score }) =>
    score.turns.flatMap(({ category }) =>
      category === null ? [] : [{ language: given.tags.language, category }],
    ),
  )
  if (pairs.length === 0) return html``
  const matrix = (where: Where) => {
    const own = where === EVERYWHERE ? pairs : pairs.filter(({ language }) => language === where)
    const row = (expected: (typeof CATEGORIES)[number]) => {
      const there = own.filter(({ category }) => category[1] === expected)
      return html`<tr><th scope="row">${expected.replace('_', ' ')}</th>${CATEGORIES.map((got) => {
        const count = there.filter(({ category }) => category[0] === got).length
        const share = there.length === 0 ? 0 : count / there.length
        const tone = got === expected ? 'right' : 'wrong'
        return html`<td class="${tone}" style="--share:${share.toFixed(2)}">${count}</td>`
      })}</tr>`
    }
    return html`<table class="confusion"><caption>${where}</caption><thead><tr><th>expected ↓ got →</th>${CATEGORIES.map((name) => html`<th scope="col">${name.replace('_', ' ')}</th>`)}</tr></thead><tbody>${CATEGORIES.map(row)}</tbody></table>`
  }
  return html`<section><h2>What was taken for what</h2><div class="grid pairs">${PLACES.map(matrix)}</div></section>`
}

async function drawCharts(outcomes: readonly Scored[]): Promise<Html> {
  const drafts = statedOf(outcomes, 'draft_right')
  const labels = [
    ['FAQ', 'is_faq'],
    ['For a person', 'is_needs_human'],
    ['Hate, by sentences', 'hate'],
    ['Spam, by sentences', 'spam'],
  ] as const
  const known = labels.filter(([, what]) => statedOf(outcomes, what).length > 0)
  if (drafts.length === 0 && known.length === 0) return html``
  const figure = (title: string, chart: Html | ReturnType<typeof raw>) =>
    html`<figure><figcaption>${title}</figcaption>${chart}</figure>`
  const own =
    drafts.length === 0
      ? []
      : [
          figure('Risk and coverage of drafts', await drawRiskCoverage(outcomes)),
          figure('Threshold of drafts', await drawSweep(outcomes)),
          figure('Confidence of drafts', await drawReliability('Drafts', drafts)),
        ]
  const others = await Promise.all(
    known.map(async ([title, what]) => figure(title, await drawReliability(title, statedOf(outcomes, what)))),
  )
  return html`<section><h2>What confidence is worth</h2><p class="quiet">On the dashed line, what is stated comes true as often as stated.</p><div class="grid">${own}${others}</div></section>`
}

function drawSlices(slices: readonly Slice[]): Html {
  if (slices.length === 0) return html``
  return html`<section><h2>Slices that differ most</h2><div class="wide"><table class="slices">
<thead><tr><th>slice</th><th>what</th><th>there</th><th>over all</th><th>turns</th></tr></thead>
<tbody>${slices.map((slice) => html`<tr><td>${slice.tag}</td><td>${slice.metric} <small>${slice.suite}</small></td><td><b class="${slice.isWorse ? 'worse' : 'better'}">${show(slice.value)}</b> <small>${show(slice.interval[0])}–${show(slice.interval[1])}</small></td><td>${show(slice.overall)}</td><td>${slice.turns}</td></tr>`)}</tbody>
</table></div></section>`
}

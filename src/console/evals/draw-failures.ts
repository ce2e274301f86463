import { html } from 'hono/html'
import type { Case, Expected } from '../../evals/case.ts'
import { CaseResult, type TurnResult } from '../../evals/result.ts'
import type { RunCase } from '../../evals/workspace/read-runs.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatShare } from '../format-share.ts'
import { evalWords } from '../words/evals.ts'
import { metricWords, wordFailed } from '../words/metrics.ts'
import { reviewWords } from '../words/review.ts'
import { startWords } from '../words/start.ts'
import { drawFacts, expectedOf, type Fact, wordReasons } from './draw-facts.ts'

/** Cases that went wrong, each with what was expected, what came and why; `more` is the page of the next ones. */
export function drawFailures(visit: Visit, cases: readonly RunCase[], more: string | null): Html {
  const words = evalWords[visit.language]
  if (cases.length === 0)
    return html`<div class="empty card">${drawIcon('check-circle')}<p>${words.allRight}</p></div>`
  return html`<div class="stack tight">${cases.map((one) => drawRunCase(visit, one))}</div>
    ${more === null ? '' : html`<p><a class="button" href="${more}">${words.more}</a></p>`}`
}

/** One case, closed until somebody wants to see why. */
export function drawRunCase(visit: Visit, { case_id, failed, content }: RunCase): Html {
  const words = evalWords[visit.language]
  const { given, result } = content as { given?: Case; result?: unknown }
  const badges = failed.map(
    (name) => html`<span class="badge bad">${wordFailed(visit.language, name)}</span>`,
  )
  if (given === undefined)
    return html`<div class="card row"><code>${case_id}</code>${badges}<p class="muted">${words.erased}</p></div>`
  const parsed = CaseResult.parse(result)
  const asked = given.messages.at(-1)!.text
  return html`<details class="card case"><summary><span class="badge">${given.tags.language}</span>
      <q>${asked.length > 120 ? `${asked.slice(0, 120)}…` : asked}</q><span class="row">${badges}</span></summary>
    <p class="muted small"><code>${case_id}</code> · ${given.tags.family.replaceAll('_', ' ')}${typeof given.knowledge === 'string' ? ` · ${given.knowledge}` : ''}</p>
    <ol class="stack">${given.messages.map((message, at) => {
      const turn = parsed.turns.find((one) => one.at === at)
      return html`<li class="stack"><p class="said bubble">${message.from === 'person' ? html`<small class="muted">${words.person}</small><br>` : ''}${message.text}</p>
        ${turn === undefined ? '' : drawTurn(visit, message.expected ?? {}, turn)}</li>`
    })}</ol>
    ${drawClassified(visit, given, parsed)}${drawSpans(visit, given, parsed)}</details>`
}

function drawTurn(visit: Visit, expected: Expected, turn: TurnResult): Html {
  const words = evalWords[visit.language]
  return html`<div class="pair">
    <div><h3>${words.expected}</h3>${drawFacts(expectedOf(visit, expected))}</div>
    <div><h3>${words.got}</h3>${drawFacts(gotOf(visit, turn))}</div>
    <div><h3>${words.draft}</h3>${turn.draft === null ? html`<p class="muted">${words.noDraft}</p>` : html`<p class="said">${turn.draft.text}</p><p class="muted small">${formatShare(visit, turn.draft.confidence)} · ${turn.draft.citations.join(', ')}</p>`}</div>
    <div><h3>${words.passages}</h3><ol>${turn.found.map(({ question, external_id, confidence }) => html`<li>${question} <small class="muted">${external_id} · ${formatShare(visit, confidence)}</small></li>`)}</ol></div>
    ${turn.evidence.length === 0 ? '' : html`<div><h3>${words.evidence}</h3><ul>${turn.evidence.map(({ label, cue }) => html`<li>${reviewWords[visit.language].categories[label]}: <q>${cue}</q></li>`)}</ul></div>`}
    ${turn.said === null ? '' : html`<div><h3>${words.said}</h3><p class="said">${turn.said}</p></div>`}</div>`
}

function gotOf(visit: Visit, { category, route, reasons, language }: TurnResult): Fact[] {
  const words = evalWords[visit.language]
  const { categories, languages } = reviewWords[visit.language]
  return [
    [words.category, categories[category]],
    [words.route, startWords[visit.language].routes[route]],
    [words.reasons, wordReasons(visit, reasons)],
    [words.language, languages[language]],
  ]
}

function drawClassified(visit: Visit, { label }: Case, { scores, fired }: CaseResult): Html | '' {
  if (label === null || scores === null) return ''
  const words = evalWords[visit.language]
  const name =
    (metricWords[visit.language].labels as Readonly<Record<string, string>>)[label.name] ?? label.name
  return drawFacts([
    [`${words.expected}: ${name}`, label.holds ? words.yes : words.no],
    [`${words.got}: ${name}`, fired === true ? words.yes : words.no],
    [words.score, formatShare(visit, scores[label.name])],
  ])
}

function drawSpans(visit: Visit, { kind, messages, spans }: Case, result: CaseResult): Html | '' {
  if (kind !== 'personal_data') return ''
  const words = evalWords[visit.language]
  const { text } = messages[0]!
  const list = (found: readonly { readonly kind: string; readonly start: number; readonly end: number }[]) =>
    found.map((span) => `${span.kind} “${text.slice(span.start, span.end)}”`).join(', ') || words.noDraft
  return drawFacts([
    [words.marked, list(spans)],
    [words.found, list(result.spans ?? [])],
  ])
}

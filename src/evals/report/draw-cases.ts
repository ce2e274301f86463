import { html } from 'hono/html'
import type { Expected } from '../case.ts'
import type { Change } from '../compare-runs.ts'
import type { TurnResult } from '../result.ts'
import type { Outcome } from '../run-suites.ts'

type Html = ReturnType<typeof html>

const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  fixed: 'fixed',
  broken: 'broken',
  still_wrong: 'still wrong',
}

/** Every case that went wrong, with what somebody needs to see why; filtered in the page by tag and language. */
export function drawCases(outcomes: readonly Outcome[], changes: ReadonlyMap<string, Change>): Html {
  const shown = outcomes.filter(
    ({ given, score }) => score.failed.length > 0 || changes.get(given.id) === 'fixed',
  )
  const options = (read: (outcome: Outcome) => readonly string[]) =>
    [...new Set(shown.flatMap(read))].sort().map((value) => html`<option>${value}</option>`)
  return html`<section id="cases"><h2>Cases that went wrong</h2>
<form class="filters">
<label>Language <select name="language"><option value="">all</option>${options(({ given }) => [given.tags.language])}</select></label>
<label>Kind <select name="kind"><option value="">all</option>${options(({ given }) => [given.kind])}</select></label>
<label>Family <select name="family"><option value="">all</option>${options(({ given }) => [given.tags.family])}</select></label>
<label>Failed <select name="failed"><option value="">all</option>${options(({ score }) => score.failed)}</select></label>
<label>Change <select name="change"><option value="">all</option><option value="broken">broken</option><option value="fixed">fixed</option><option value="still_wrong">still wrong</option></select></label>
<label>Words <input name="words" type="search" autocomplete="off"></label>
<output>${shown.length} cases</output>
</form>
${shown.map((outcome) => drawCase(outcome, changes.get(outcome.given.id) ?? null))}
</section>`
}

function drawCase({ given, result, score }: Outcome, change: Change | null): Html {
  const { language, family, surface } = given.tags
  const opening = given.messages.at(-1)!.text
  return html`<details class="case" data-language="${language}" data-kind="${given.kind}" data-family="${family}" data-failed="${score.failed.join(' ')}" data-change="${change ?? ''}">
<summary><span class="tag">${language}</span> <q>${opening.length > 110 ? `${opening.slice(0, 110)}…` : opening}</q> <span class="marks">${change === null ? '' : html`<span class="change ${change}">${CHANGE_WORDS[change]}</span>`}${score.failed.map((name) => html`<span class="mark">${name.replaceAll('_', ' ')}</span>`)}</span></summary>
<p class="quiet">${given.id} · ${family} · ${surface}${typeof given.knowledge === 'string' ? ` · ${given.knowledge}` : ''}</p>
${result.error === null ? '' : html`<p class="worse">Could not be run: ${result.error}</p>`}
<ol class="thread">${given.messages.map((message, at) => {
    const turn = result.turns.find((each) => each.at === at)
    return html`<li class="${message.from}"><q>${message.text}</q>${turn === undefined ? '' : drawTurn(message.expected!, turn)}</li>`
  })}</ol>
${given.label === null ? '' : html`<p>${given.label.name} ${given.label.holds ? 'holds' : 'does not hold'}; the classifier says <b>${result.scores![given.label.name]!.toFixed(3)}</b> and ${result.fired ? 'fires' : 'does not fire'}.</p>`}
${given.kind === 'personal_data' ? drawSpans(given.messages[0]!.text, given.spans, result.spans ?? []) : ''}
</details>`
}

function drawTurn(expected: Expected, turn: TurnResult): Html {
  const wanted = Object.entries(expected).map(
    ([name, value]) => html`<div><dt>${name.replaceAll('_', ' ')}</dt><dd>${showValue(value)}</dd></div>`,
  )
  const got = {
    category: turn.category,
    route: turn.route,
    reasons: turn.reasons,
    language: turn.language,
    moderation: turn.action,
    'hand-off': turn.priority ?? 'none',
  }
  return html`<div class="turn">
<div><h4>Expected</h4><dl>${wanted}</dl></div>
<div><h4>Got</h4><dl>${Object.entries(got).map(([name, value]) => html`<div><dt>${name}</dt><dd>${showValue(value)}</dd></div>`)}</dl></div>
<div><h4>Draft</h4>${turn.draft === null ? html`<p class="quiet">none</p>` : html`<blockquote>${turn.draft.text}</blockquote><p class="quiet">confidence ${turn.draft.confidence.toFixed(2)}, cites ${turn.draft.citations.join(', ') || 'nothing'}</p>`}</div>
<div><h4>Passages</h4><ol>${turn.found.map((passage) => html`<li>${passage.question} <span class="quiet">${passage.external_id}, ${passage.confidence.toFixed(2)}</span></li>`)}</ol></div>
${turn.evidence.length === 0 ? '' : html`<div><h4>Evidence</h4><ul>${turn.evidence.map(({ label, cue, weight }) => html`<li>${label.replace('_', ' ')}: “${cue}” <span class="quiet">${weight.toFixed(1)}</span></li>`)}</ul></div>`}
${turn.said === null ? '' : html`<div><h4>The model was made to say</h4><blockquote>${turn.said}</blockquote></div>`}
</div>`
}

function drawSpans(
  text: string,
  marked: Outcome['given']['spans'],
  found: NonNullable<Outcome['result']['spans']>,
): Html {
  const list = (spans: typeof found | typeof marked) =>
    spans.map(({ kind, start, end }) => `${kind} “${text.slice(start, end)}”`).join(', ') || 'nothing'
  return html`<p>Marked: ${list(marked)}. Found: ${list(found)}.</p>`
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return value === null ? 'none' : String(value)
}

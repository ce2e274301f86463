import { html } from 'hono/html'
import type { Suggestion } from '../../domain/knowledge-suggestion.ts'
import type { EntryRow } from '../../knowledge/read-entries.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { knowledgeWords } from '../words/knowledge.ts'
import { reviewWords } from '../words/review.ts'
import { upkeepWords } from '../words/upkeep.ts'

const PATH = '/console/knowledge/suggestions'

/** Entries and wordings that people's own replies propose, each with the sentences that it comes from. */
export function drawSuggestions(
  visit: Visit,
  suggestions: readonly Suggestion[],
  entries: ReadonlyMap<string, EntryRow>,
  mayWrite: boolean,
): Html {
  const words = upkeepWords[visit.language]
  const head = html`<p class="muted">${words.suggestionsLead}</p>`
  if (suggestions.length === 0)
    return html`${head}<div class="empty card">${drawIcon('edit-3')}<h2>${words.noSuggestions}</h2><p>${words.noSuggestionsLead}</p></div>`
  return html`${head}<ol class="stack">${suggestions.map(
    (one) => html`<li>${drawSuggestion(visit, one, entries.get(one.entry_id ?? ''), mayWrite)}</li>`,
  )}</ol>`
}

function drawSuggestion(visit: Visit, one: Suggestion, entry: EntryRow | undefined, mayWrite: boolean): Html {
  const words = upkeepWords[visit.language]
  const fields = mayWrite
    ? drawFields(visit, one)
    : html`<strong>${one.question}</strong>${one.answer === null ? '' : html`<p class="said">${one.answer}</p>`}`
  const actions = html`<div class="actions"><button class="primary" aria-keyshortcuts="a">${drawIcon('check')}${words.accept}<kbd>a</kbd></button>
    <button formaction="${PATH}/${one.id}/reject" formnovalidate aria-keyshortcuts="r">${words.turnDown}<kbd>r</kbd></button></div>`
  return html`<form class="card fields" method="post" action="${PATH}/${one.id}/accept" data-item tabindex="-1" aria-label="${one.question}"><input type="hidden" name="revision" value="${one.revision}">
    <div class="row"><span class="badge accent">${words.proposes[one.kind]}</span><span class="badge">${reviewWords[visit.language].languages[one.language]}</span></div>
    ${entry === undefined ? '' : html`<a class="source" href="/console/knowledge/entries/${entry.id}"><strong>${entry.question}</strong><br>${entry.answer}</a>`}
    ${fields}${drawEvidence(visit, one)}${mayWrite ? actions : ''}</form>`
}

function drawFields(visit: Visit, { kind, language, question, answer, variants }: Suggestion): Html {
  const words = upkeepWords[visit.language]
  const { question: asked, answer: answered, variants: others } = knowledgeWords[visit.language]
  if (kind === 'variant')
    return html`<label>${words.wording}<input name="question" value="${question}" required maxlength="1000" lang="${language}"></label>`
  return html`<label>${asked}<input name="question" value="${question}" required maxlength="1000" lang="${language}"></label>
    <label>${answered}<textarea name="answer" rows="3" required maxlength="5000" lang="${language}">${answer ?? ''}</textarea></label>
    <label>${others}<textarea name="variants" rows="2" lang="${language}">${variants.join('\n')}</textarea></label>`
}

function drawEvidence(visit: Visit, { evidence }: Suggestion): Html {
  const words = upkeepWords[visit.language]
  return html`<details open><summary>${words.comesFrom(evidence.length)}</summary><ul class="stack tight">${evidence.map(
    ({ thread_id, sentence }) => html`<li><a href="/console/threads/${thread_id}">${sentence}</a></li>`,
  )}</ul></details>`
}

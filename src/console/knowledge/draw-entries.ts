import { html } from 'hono/html'
import type { Passage } from '../../domain/passage.ts'
import { extractTerms } from '../../inference/extract-terms.ts'
import type { EntryRow } from '../../knowledge/read-entries.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatShare } from '../format-share.ts'
import { knowledgeWords } from '../words/knowledge.ts'
import { reviewWords } from '../words/review.ts'
import { markTerms } from './mark-terms.ts'

/** What a search found, and from which confidence on an entry counts as the answer. */
export interface Found {
  readonly asked: string
  readonly language: Passage['entry']['language'] | 'und'
  readonly passages: readonly Passage[]
  readonly threshold: number
}

interface EntriesParts {
  readonly entries: readonly EntryRow[]
  readonly count: number
  /** Where the next page begins; null on the last. */
  readonly after: string | null
  readonly found: Found | null
  readonly mayWrite: boolean
}

/** All entries, or those that a question finds, each with why. */
export function drawEntries(visit: Visit, parts: EntriesParts): Html {
  const words = knowledgeWords[visit.language]
  const { count, found, mayWrite } = parts
  return html`<div class="row">
      <form class="search" method="get" action="/console/knowledge" role="search">
        <input type="search" name="q" value="${found?.asked ?? ''}" maxlength="500" placeholder="${words.searchHint}"
          aria-label="${words.search}" aria-keyshortcuts="/">
        <button>${drawIcon('search')}${words.find}</button></form>
      ${
        mayWrite
          ? html`<a class="button primary end" href="/console/knowledge/new" aria-keyshortcuts="n">${drawIcon('plus')}${words.add}<kbd>n</kbd></a>`
          : ''
      }</div>
    ${count === 0 ? drawNothingYet(visit, mayWrite) : found === null ? drawAll(visit, parts) : drawFound(visit, found, mayWrite)}`
}

function drawAll(visit: Visit, { entries, count, after }: EntriesParts): Html {
  const words = knowledgeWords[visit.language]
  return html`<p class="muted" role="status">${words.all(count)}</p>
    <ol class="stack entries">${entries.map(
      (entry) =>
        html`<li>${drawEntry(visit, {
          entry,
          question: html`${entry.question}`,
          answer: html`${entry.answer}`,
          grounds: html`${entry.tags.map((tag) => html`<span class="badge">${tag}</span>`)}`,
        })}</li>`,
    )}</ol>
    ${after === null ? '' : html`<p><a class="button" href="/console/knowledge?after=${after}">${words.next}</a></p>`}`
}

function drawFound(visit: Visit, { asked, language, passages, threshold }: Found, mayWrite: boolean): Html {
  const words = knowledgeWords[visit.language]
  if (passages.length === 0) {
    return html`<div class="empty card">${drawIcon('help-circle')}<h2>${words.none}</h2><p>${words.noneLead}</p>
      ${mayWrite ? html`<a class="button primary" href="/console/knowledge/new?${new URLSearchParams({ question: asked })}">${words.add}</a>` : ''}</div>`
  }
  const terms = new Set(extractTerms(asked, language))
  return html`<p class="muted" role="status">${words.found(passages.length)} · <a href="/console/knowledge">${words.clear}</a></p>
    <ol class="stack entries">${passages.map(({ entry, confidence, matched_by }) => {
      const isAnswer = confidence >= threshold
      return html`<li>${drawEntry(visit, {
        entry,
        question: markTerms(entry.question, terms, entry.language),
        answer: markTerms(entry.answer, terms, entry.language),
        grounds: html`<span class="badge ${isAnswer ? 'good' : ''}">${formatShare(visit, confidence)} · ${isAnswer ? words.answers : words.resembles}</span>
          <small class="muted">${words.why} ${new Intl.ListFormat(visit.language).format(matched_by.map((how) => words.matched[how]))}</small>`,
      })}</li>`
    })}</ol>`
}

interface ShownEntry {
  readonly entry: Pick<EntryRow, 'id' | 'external_id' | 'language' | 'version'>
  readonly question: Html
  readonly answer: Html
  readonly grounds: Html
}

function drawEntry(visit: Visit, { entry, question, answer, grounds }: ShownEntry): Html {
  const words = knowledgeWords[visit.language]
  return html`<a class="card entry" data-item href="/console/knowledge/entries/${entry.id}" lang="${entry.language}">
    <strong>${question}</strong><p>${answer}</p>
    <span class="row" lang="${visit.language}">${grounds}
      <small class="muted end">${reviewWords[visit.language].languages[entry.language]} · ${entry.external_id} · ${words.version(entry.version)}</small></span></a>`
}

function drawNothingYet(visit: Visit, mayWrite: boolean): Html {
  const words = knowledgeWords[visit.language]
  return html`<div class="empty card">${drawIcon('book-open')}<h2>${words.emptyTitle}</h2><p>${words.emptyLead}</p>
    ${mayWrite ? html`<a class="button primary" href="/console/knowledge/imports">${drawIcon('upload')}${words.import}</a>` : ''}</div>`
}

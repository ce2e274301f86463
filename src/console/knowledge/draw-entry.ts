import { html } from 'hono/html'
import type { Conflict } from '../../domain/knowledge-conflict.ts'
import { LANGUAGES } from '../../domain/language.ts'
import type { listVersions } from '../../knowledge/read-entries.ts'
import type { EntryPreview } from '../../upkeep/preview-entry.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { knowledgeWords, wordFault } from '../words/knowledge.ts'
import { reviewWords } from '../words/review.ts'
import { drawPreview } from './draw-preview.ts'
import { drawConflict } from './draw-upkeep.ts'

/** What stands in the fields of the form. */
export interface EntryFields {
  readonly external_id: string
  readonly question: string
  readonly answer: string
  readonly variants: string
  readonly language: string
  readonly tags: string
  readonly from: string
  readonly until: string
}

export interface EntryParts {
  /** Null for one that is being written. */
  readonly entry: { readonly id: string; readonly version: number } | null
  readonly fields: EntryFields
  /** What is wrong, by field. */
  readonly faults: ReadonlyMap<string, string>
  readonly versions: Awaited<ReturnType<typeof listVersions>>
  /** Entries that say the same or something else, as it is stored now. */
  readonly conflicts: readonly Conflict[]
  /** What the form as it is would change; null where nobody asked. */
  readonly preview: EntryPreview | null
  readonly note: 'saved' | 'stale' | null
  readonly mayWrite: boolean
}

/** One entry as a form, with what it said before. */
export function drawEntry(visit: Visit, parts: EntryParts): Html {
  const words = knowledgeWords[visit.language]
  const { entry, note, mayWrite, conflicts, preview } = parts
  const path = `/console/knowledge/${entry === null ? 'new' : `entries/${entry.id}`}`
  const note_ =
    note === null
      ? ''
      : html`<p class="note ${note === 'saved' ? 'good' : 'warn'}" role="${note === 'saved' ? 'status' : 'alert'}">${words[note]}</p>`
  return html`<p><a href="/console/knowledge" aria-keyshortcuts="u">${words.back}</a></p>${note_}${conflicts.map((conflict) => drawConflict(visit, conflict, mayWrite, entry?.id ?? null))}
    <div id="entry" class="split wide"><form class="card fields" method="post" action="${path}">
      <input type="hidden" name="version" value="${entry?.version ?? 0}">
      <fieldset class="fields" ${mayWrite ? '' : 'disabled'}>${drawFields(visit, parts)}
      ${
        mayWrite
          ? html`<div class="actions"><button class="primary" aria-keyshortcuts="s">${drawIcon('check')}${words.save}<kbd>s</kbd></button>
        <button formaction="${path}/preview" hx-post="${path}/preview" hx-target="#entry" hx-select="#entry" hx-swap="outerHTML" aria-keyshortcuts="p">${drawIcon('eye')}${words.preview}<kbd>p</kbd></button>
        ${entry === null ? '' : html`<button type="button" class="danger end" data-opens="remove">${drawIcon('trash-2')}${words.remove}</button>`}</div>`
          : ''
      }</fieldset></form>
    <div class="stack">${preview === null ? '' : drawPreview(visit, preview)}
      ${entry === null ? '' : drawVersions(visit, parts)}</div></div>
    ${entry === null || !mayWrite ? '' : drawRemoval(visit, entry.id)}`
}

function drawFields(visit: Visit, { entry, fields, faults }: EntryParts): Html {
  const words = knowledgeWords[visit.language]
  const said = (name: string) => {
    const detail = faults.get(name)
    return detail === undefined ? '' : html`<span class="fault">${wordFault(visit.language, detail)}</span>`
  }
  const invalid = (name: string) => (faults.has(name) ? html`aria-invalid="true"` : '')
  return html`<label>${words.question}<input name="question" value="${fields.question}" required maxlength="1000" ${invalid('question')}>${said('question')}</label>
    <label>${words.answer}<textarea name="answer" rows="5" required maxlength="5000" ${invalid('answer')} aria-keyshortcuts="e">${fields.answer}</textarea>
      ${said('answer')}<span class="hint">${words.answerHint}</span></label>
    <label>${words.variants}<textarea name="variants" rows="3" ${invalid('variants')}>${fields.variants}</textarea>
      ${said('variants')}<span class="hint">${words.variantsHint}</span></label>
    <div class="pair"><label>${words.language}<select name="language"><option value="">${words.detect}</option>${LANGUAGES.map(
      (language) =>
        html`<option value="${language}" ${language === fields.language ? 'selected' : ''}>${reviewWords[visit.language].languages[language]}</option>`,
    )}</select>${said('language')}</label>
    <label>${words.tags}<input name="tags" value="${fields.tags}" ${invalid('tags')}>${said('tags')}<span class="hint">${words.tagsHint}</span></label></div>
    <div class="pair"><label>${words.from}<input type="date" name="from" value="${fields.from}"></label>
    <label>${words.until}<input type="date" name="until" value="${fields.until}" ${invalid('valid_until')}>${said('valid_until')}</label></div>
    ${
      entry === null
        ? html`<label>${words.id}<input name="external_id" value="${fields.external_id}" maxlength="255" ${invalid('external_id')}>
        ${said('external_id')}<span class="hint">${words.idHint}</span></label>`
        : html`<input type="hidden" name="external_id" value="${fields.external_id}">`
    }`
}

function drawVersions(visit: Visit, { entry, versions }: EntryParts): Html {
  const words = knowledgeWords[visit.language]
  return html`<section class="card stack"><h2>${words.versions}</h2>${versions.map(
    ({
      version,
      content,
      created_at,
    }) => html`<details class="source" ${version === entry?.version ? 'open' : ''}>
      <summary><strong>${words.version(version)}</strong> <small class="muted">${formatInstant(visit, created_at)}</small>
        ${version === entry?.version ? html`<span class="badge accent">${words.current}</span>` : ''}</summary>
      <p><strong>${String(content.question ?? '')}</strong></p><p>${String(content.answer ?? '')}</p></details>`,
  )}</section>`
}

function drawRemoval(visit: Visit, id: string): Html {
  const words = knowledgeWords[visit.language]
  return html`<dialog id="remove" aria-labelledby="remove-title"><h2 id="remove-title">${words.removeTitle}</h2>
    <form class="stack" method="post" action="/console/knowledge/entries/${id}/delete"><p>${words.removeLead}</p>
      <div class="actions"><button class="danger">${words.remove}</button>
        <button name="is_deleted" value="true" formaction="/console/knowledge/entries/${id}/preview">${drawIcon('eye')}${words.preview}</button>
        <button type="button" class="quiet" data-closes autofocus>${words.cancel}</button></div></form></dialog>`
}

import { html } from 'hono/html'
import type { Import } from '../../knowledge/start-import.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { knowledgeWords, wordFault } from '../words/knowledge.ts'

const BADGES = { queued: '', running: 'accent', done: 'good', failed: 'bad' } as const

/** A file to import, and those that were. */
export function drawImports(
  visit: Visit,
  {
    imports,
    hasNoFile,
    mayWrite,
  }: { readonly imports: readonly Import[]; readonly hasNoFile: boolean; readonly mayWrite: boolean },
): Html {
  const words = knowledgeWords[visit.language]
  const form = html`<form class="card fields" method="post" action="/console/knowledge/imports" enctype="multipart/form-data">
    <label>${words.upload}<input type="file" name="file" accept=".csv,.tsv,.txt,.jsonl,.ndjson,.md,.markdown" required ${hasNoFile ? html`aria-invalid="true"` : ''}>
      ${hasNoFile ? html`<span class="fault" role="alert">${words.noFile}</span>` : ''}<span class="hint">${words.uploadHint}</span></label>
    <div><button class="primary">${drawIcon('upload')}${words.start}</button></div></form>`
  return html`<div class="stack">${mayWrite ? form : ''}${
    imports.length === 0
      ? html`<div class="empty card">${drawIcon('upload')}<h2>${words.noImports}</h2><p>${words.noImportsLead}</p></div>`
      : drawList(visit, imports)
  }</div>`
}

function drawList(visit: Visit, imports: readonly Import[]): Html {
  const words = knowledgeWords[visit.language]
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="${words.tabs.imports}"><table><thead><tr><th>${words.started}</th><th>${words.format}</th>
    <th>${words.state}</th><th class="number">${words.created}</th><th class="number">${words.updated}</th><th class="number">${words.errors}</th></tr></thead>
    <tbody>${imports.map(
      (
        one,
      ) => html`<tr><td><a data-item href="/console/knowledge/imports/${one.id}">${formatInstant(visit, new Date(one.created_at))}</a></td>
      <td>${one.format}</td><td><span class="badge ${BADGES[one.state]}">${words.states[one.state]}</span></td>
      <td class="number">${one.created}</td><td class="number">${one.updated}</td><td class="number">${one.errors.length}</td></tr>`,
    )}</tbody></table></div>`
}

/** One import, which loads itself anew until it has ended, with each line that was not taken. */
export function drawImport(visit: Visit, one: Import): Html {
  const words = knowledgeWords[visit.language]
  const isOpen = one.state === 'queued' || one.state === 'running'
  const path = `/console/knowledge/imports/${one.id}`
  const poll = html`hx-get="${path}" hx-select="#import" hx-swap="outerHTML" hx-trigger="every 600ms"`
  const counts = [
    ['created', one.created],
    ['updated', one.updated],
    ['unchanged', one.unchanged],
    ['errors', one.errors.length],
  ] as const
  return html`<div id="import" class="stack" ${isOpen ? poll : ''}>
    <section class="card stack"><div class="row"><h2>${formatInstant(visit, new Date(one.created_at))}</h2>
        <span class="badge ${BADGES[one.state]}">${words.states[one.state]}</span></div>
      <progress max="${Math.max(1, one.total)}" value="${one.total === 0 && !isOpen ? 1 : one.processed}" aria-label="${words.progress}"></progress>
      <p class="muted" role="status">${words.rows(one.processed, one.total)}</p>
      <dl class="tiles">${counts.map(([name, value]) => html`<div><dt>${words[name]}</dt><dd>${value}</dd></div>`)}</dl></section>
    ${one.errors.length === 0 ? '' : drawFaults(visit, one.errors)}</div>`
}

function drawFaults(visit: Visit, errors: Import['errors']): Html {
  const words = knowledgeWords[visit.language]
  return html`<section class="card stack"><h2>${words.faultsTitle}</h2><p class="muted">${words.faultsLead}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.faultsTitle}"><table><thead><tr><th class="number">${words.line}</th><th>${words.field}</th><th>${words.fault}</th></tr></thead>
    <tbody>${errors
      .toSorted((a, b) => a.row - b.row)
      .map(
        ({
          row,
          pointer,
          detail,
        }) => html`<tr><td class="number">${row}</td><td>${pointer.replace(/^\//, '') || '—'}</td>
        <td>${wordFault(visit.language, detail)}</td></tr>`,
      )}</tbody></table></div></section>`
}

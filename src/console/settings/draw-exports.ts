import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { ExportDocument, ExportKind } from '../../domain/export.ts'
import type { ExportRow } from '../../privacy/read-exports.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { exportWords } from '../words/exports.ts'
import { drawAction } from './draw-settings.ts'

const PATH = '/console/settings/exports'
const BADGES = { requested: 'warn', approved: 'good', rejected: 'bad', expired: '' } as const

interface ExportParts {
  readonly exports: readonly ExportRow[]
  /** Of members, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly channels: readonly string[]
  readonly now: Date
}

/** Each export with who asked, why, and what the visitor may do with it; below, a new one. */
export function drawExports(visit: Visit, parts: ExportParts): Html {
  const words = exportWords[visit.language]
  return html`<p class="muted">${words.lead}</p>${
    parts.exports.length === 0
      ? html`<div class="empty card">${drawIcon('download')}<h3>${words.none}</h3><p>${words.noneLead}</p></div>`
      : html`<ol class="stack">${parts.exports.map((one) => html`<li>${drawExport(visit, one, parts)}</li>`)}</ol>`
  }${hasScope(visit.scopes, 'exports:write') ? drawRequest(visit, parts.channels) : ''}`
}

function drawExport(visit: Visit, one: ExportRow, { names, now }: ExportParts): Html {
  const words = exportWords[visit.language]
  const { document, state, rows, requested_by, decided_by, decided_reason, expires_at, created_at } = one
  const nameOf = (id: string) => names.get(id) ?? id
  const isOver = state === 'expired' || expires_at <= now
  return html`<article class="card stack tight" data-item tabindex="-1" aria-label="${document.purpose}"><div class="row"><strong>${words.kinds[document.kind]}</strong>
      <span class="badge ${isOver ? '' : BADGES[state]}">${words.states[isOver && state !== 'rejected' ? 'expired' : state]}</span>
      <span class="badge">${document.format}</span><span class="badge ${document.personal_data === 'shown' ? 'bad' : ''}">${words.personal[document.personal_data]}</span>
      ${document.with_archived ? html`<span class="badge">${words.withArchived}</span>` : ''}
      <small class="muted end">${words.rows(formatFigure(visit, 'count', rows))}</small></div>
    <p>${document.purpose}</p>
    <small class="muted">${words.asked(nameOf(requested_by), formatInstant(visit, created_at))}
      ${document.channel === undefined ? '' : ` · ${document.channel}`}${drawSpan(visit, document)}
      ${decided_by === null ? '' : html`<br>${words.decided[state === 'rejected' ? 'rejected' : 'approved'](nameOf(decided_by))} ${decided_reason ?? ''}`}</small>
    ${isOver ? '' : drawMoves(visit, one)}</article>`
}

function drawSpan(visit: Visit, { from, until }: ExportDocument): string {
  if (from === undefined && until === undefined) return ''
  const said = (at: string | undefined) => (at === undefined ? '…' : formatInstant(visit, new Date(at)))
  return ` · ${said(from)} – ${said(until)}`
}

/** Whoever asked waits or fetches; somebody else decides. */
function drawMoves(visit: Visit, { id, state, requested_by, revision, expires_at }: ExportRow): Html | '' {
  const words = exportWords[visit.language]
  const isOwn = requested_by === visit.member.id
  if (state === 'approved' && isOwn)
    return html`<div class="actions"><a class="button primary" href="${PATH}/${id}/download" download aria-keyshortcuts="d">${drawIcon('download')}${words.download}<kbd>d</kbd></a>
      <small class="muted">${words.until(formatInstant(visit, expires_at))}</small></div>`
  if (state !== 'requested') return ''
  if (isOwn) return html`<p class="note">${words.waits}</p>`
  if (!hasScope(visit.scopes, 'exports:approve')) return ''
  return html`<div class="actions">${drawAction(`${PATH}/${id}/approve`, words.approve, { revision }, 'primary', 'a')}
    <form class="row" method="post" action="${PATH}/${id}/reject"><input type="hidden" name="revision" value="${revision}">
      <input name="reason" required maxlength="1000" aria-label="${words.reason}" placeholder="${words.reason}" aria-keyshortcuts="r"><button class="small">${words.reject}<kbd>r</kbd></button></form></div>`
}

function drawRequest(visit: Visit, channels: readonly string[]): Html {
  const words = exportWords[visit.language]
  const { format } = ExportDocument.shape
  return html`<form class="card fields" method="post" action="${PATH}"><h3>${words.ask}</h3><div class="pair">
      <label>${words.what}<select name="kind">${ExportKind.options.map((kind) => html`<option value="${kind}">${words.kinds[kind]}</option>`)}</select></label>
      <label>${words.format}<select name="format">${format.unwrap().options.map((one) => html`<option>${one}</option>`)}</select></label>
      <label>${words.personalData}<select name="personal_data"><option value="masked">${words.personal.masked}</option>${
        hasScope(visit.scopes, 'personal_data:read')
          ? html`<option value="shown">${words.personal.shown}</option>`
          : ''
      }</select></label>
      <label>${words.channel}<select name="channel"><option value="">${words.every}</option>${channels.map((id) => html`<option>${id}</option>`)}</select></label>
      <label>${words.from}<input type="date" name="from"></label><label>${words.through}<input type="date" name="until"></label></div>
    ${hasScope(visit.scopes, 'privacy:read') ? html`<label class="check"><input type="checkbox" name="with_archived" value="true">${words.withArchived}</label>` : ''}
    <label>${words.purpose}<input name="purpose" required minlength="3" maxlength="500"><span class="hint">${words.purposeHint}</span></label>
    <div><button class="primary">${words.ask}</button></div></form>`
}

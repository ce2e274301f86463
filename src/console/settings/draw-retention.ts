import { html } from 'hono/html'
import { RETENTION_CLASSES, type RetentionClass } from '../../domain/retention.ts'
import type { RetentionPreview } from '../../privacy/preview-retention.ts'
import type { RetentionCertificate, RunRow } from '../../privacy/retention-run.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { retentionWords } from '../words/retention.ts'
import { drawCareful, drawTable } from './draw-settings.ts'

const PATH = '/console/settings/retention'
const BADGES = { waiting: '', running: 'accent', completed: 'good' } as const

export type RetentionFields = Readonly<
  Record<RetentionClass, { readonly active: string; readonly archive: string }>
>

interface RetentionParts {
  readonly fields: RetentionFields
  /** Of the policy that the form began with. */
  readonly version: number
  readonly fault: 'outlasts' | 'days' | null
  readonly preview: RetentionPreview | null
  readonly runs: readonly RunRow[]
  readonly certificates: readonly RetentionCertificate[]
  readonly mayWrite: boolean
}

/** The policy as a form, with what would go under it, the runs, and the proof of what went. */
export function drawRetention(visit: Visit, parts: RetentionParts): Html {
  const { preview } = parts
  return html`${drawPolicy(visit, parts)}${preview === null ? '' : drawGoing(visit, preview)}
    ${drawRuns(visit, parts)}${drawCertificates(visit, parts.certificates)}`
}

function drawPolicy(visit: Visit, { fields, version, fault, mayWrite }: RetentionParts): Html {
  const words = retentionWords[visit.language]
  const days = (name: RetentionClass, kind: 'active' | 'archive') =>
    html`<label>${words[kind]}<input type="number" name="${name}_${kind}" value="${fields[name][kind]}" min="${kind === 'active' ? 1 : 0}" max="36500"
      ${kind === 'active' ? 'required' : ''} aria-label="${words.classes[name]}: ${words[kind]}"></label>`
  return html`<p class="muted">${words.lead}</p>
    <form class="card fields" method="post" action="${PATH}"><input type="hidden" name="version" value="${version}">
      ${fault === null ? '' : html`<p class="note bad" role="alert">${words.faults[fault]}</p>`}
      <fieldset class="fields" ${mayWrite ? '' : 'disabled'}>${RETENTION_CLASSES.map(
        (
          name,
        ) => html`<div class="period"><div><h3>${words.classes[name]}</h3><small class="muted">${words.about[name]}</small></div>
          ${days(name, 'active')}${days(name, 'archive')}</div>`,
      )}</fieldset>
      <p class="hint">${words.archiveHint} ${version === 0 ? words.builtIn : words.version(version)}</p>
      ${
        mayWrite
          ? html`<div class="actions"><button formaction="${PATH}/preview" aria-keyshortcuts="p">${drawIcon('eye')}${words.preview}<kbd>p</kbd></button>
        <button class="primary" aria-keyshortcuts="s">${words.save}<kbd>s</kbd></button></div>`
          : ''
      }</form>`
}

function drawGoing(visit: Visit, { classes }: RetentionPreview): Html {
  const words = retentionWords[visit.language]
  const rows = classes.flatMap(({ class: name, gone_before, tables }) =>
    gone_before === null
      ? [html`<tr><th scope="row">${words.classes[name]}</th><td colspan="3">${words.never}</td></tr>`]
      : tables.map(
          ({
            table,
            goes,
            held,
          }) => html`<tr><th scope="row">${words.tables[table as keyof typeof words.tables] ?? table}</th>
          <td>${formatFigure(visit, 'count', goes)}</td><td>${formatFigure(visit, 'count', held)}</td>
          <td>${formatInstant(visit, new Date(gone_before))}</td></tr>`,
        ),
  )
  return html`<section class="stack" role="status"><h3>${words.previewTitle}</h3><p class="muted">${words.previewLead}</p>
    ${drawTable(words.previewTitle, [words.what, words.goes, words.held, words.olderThan], rows)}</section>`
}

function drawRuns(visit: Visit, { runs, mayWrite }: RetentionParts): Html {
  const words = retentionWords[visit.language]
  const rows = runs.map(
    ({
      state,
      due_at,
      completed_at,
      rows: gone,
    }) => html`<tr><th scope="row">${formatInstant(visit, completed_at ?? due_at)}</th>
      <td><span class="badge ${BADGES[state]}">${words.states[state]}</span></td><td>${drawCounts(visit, gone)}</td></tr>`,
  )
  return html`<div class="row"><h3>${words.runs}</h3>${mayWrite ? html`<span class="end">${drawCareful(visit, `${PATH}/run`, words.run)}</span>` : ''}</div>
    ${rows.length === 0 ? html`<p class="card muted">${words.noRuns}</p>` : drawTable(words.runs, [words.when, words.state, words.went], rows)}`
}

function drawCertificates(visit: Visit, certificates: readonly RetentionCertificate[]): Html {
  const words = retentionWords[visit.language]
  const rows = certificates.map(
    ({ class: name, created_at, oldest_at, newest_at, rows: gone, digest, policy_version }) => html`<tr>
      <th scope="row">${words.classes[name]}<br><small class="muted">${formatInstant(visit, new Date(created_at))}</small></th>
      <td>${drawCounts(visit, gone)}</td><td>${formatInstant(visit, new Date(oldest_at))} – ${formatInstant(visit, new Date(newest_at))}
        <br><small class="muted">${words.version(policy_version)}</small></td><td class="details"><code>${digest}</code></td></tr>`,
  )
  return html`<h3>${words.certificates}</h3><p class="muted">${words.certificatesLead}</p>
    ${rows.length === 0 ? html`<p class="card muted">${words.noCertificates}</p>` : drawTable(words.certificates, [words.what, words.went, words.from, words.digest], rows)}`
}

function drawCounts(visit: Visit, counts: Readonly<Record<string, number>>): string {
  const words = retentionWords[visit.language]
  const named = Object.entries(counts).filter(([, count]) => count > 0)
  if (named.length === 0) return words.nothing
  return named
    .map(
      ([table, count]) =>
        `${words.tables[table as keyof typeof words.tables] ?? table}: ${formatFigure(visit, 'count', count)}`,
    )
    .join(' · ')
}

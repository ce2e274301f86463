import { html } from 'hono/html'
import type { EntryPreview } from '../../upkeep/preview-entry.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatShare } from '../format-share.ts'
import { upkeepWords } from '../words/upkeep.ts'

type Change = EntryPreview['changes'][number]

const BADGES = {
  gained: 'good',
  lost: 'bad',
  other_entry: 'warn',
  other_answer: 'accent',
  trust: '',
} as const

/** Recent questions that an edit would answer differently, and the entries that it would disagree with. */
export function drawPreview(visit: Visit, { looked_at, changes, conflicts }: EntryPreview): Html {
  const words = upkeepWords[visit.language]
  return html`<section class="card stack" role="status"><h2>${words.previewTitle}</h2>
    <p class="muted">${looked_at === 0 ? words.nothingAsked : words.lookedAt(changes.length, looked_at)}</p>
    ${conflicts.map(
      ({ kind, question }) =>
        html`<p class="note warn">${drawIcon('alert-triangle')} ${words.wouldClash[kind]} <strong>${question}</strong></p>`,
    )}
    ${changes.length === 0 ? '' : html`<ol class="stack tight">${changes.map((change) => html`<li class="source stack tight">${drawChange(visit, change)}</li>`)}</ol>`}</section>`
}

function drawChange(visit: Visit, { thread_id, question, kind, before, after }: Change): Html {
  const words = upkeepWords[visit.language]
  const said = (answer: Change['before']) =>
    answer === null
      ? words.noAnswer
      : `${answer.external_id} · ${formatShare(visit, answer.confidence)}${answer.is_trusted ? ` · ${words.unseen}` : ''}`
  return html`<a href="/console/threads/${thread_id}">${question}</a>
    <span class="row"><span class="badge ${BADGES[kind]}">${words.changes[kind]}</span></span>
    <small class="muted">${said(before)} → ${said(after)}</small>`
}

import { html } from 'hono/html'
import type { Appeal } from '../../moderation/read-appeals.ts'
import type { MessageEvidence } from '../../moderation/read-evidence.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawMarked } from '../draw-marked.ts'
import type { Html } from '../draw-page.ts'
import { formatAgo } from '../format-instant.ts'
import { moderationWords } from '../words/moderation.ts'

/** An objection with the words that it is about. */
export interface ShownAppeal {
  readonly appeal: Appeal
  readonly said: readonly MessageEvidence[]
}

/** The open appeals, each with what its author says and what can be decided. */
export function drawAppeals(
  visit: Visit,
  {
    shown,
    mayDecide,
    note,
    now,
  }: {
    readonly shown: readonly ShownAppeal[]
    readonly mayDecide: boolean
    /** Why nothing was decided just now. */
    readonly note: string | null
    readonly now: Date
  },
): Html {
  const words = moderationWords[visit.language]
  const why = note === null ? '' : html`<p class="note warn" role="alert" data-refused>${note}</p>`
  if (shown.length === 0) {
    return html`${why}<div class="empty card">${drawIcon('feather')}<h2>${words.emptyAppeals}</h2><p>${words.emptyAppealsLead}</p></div>`
  }
  return html`<div class="stack">${why}
    <p class="muted" role="status">${words.appeals(shown.length)}</p>${shown.map(
      ({
        appeal,
        said,
      }) => html`<article class="card stack" data-item tabindex="-1" aria-label="${words.statement}">
        <p class="muted">${formatAgo(visit, new Date(appeal.created_at), now)}</p>
        <h3>${words.statement}</h3><p class="said">${appeal.statement ?? words.noStatement}</p>
        <label class="check reveal"><input type="checkbox" aria-keyshortcuts="x">${words.reveal}<kbd>x</kbd></label>
        <div class="covered" aria-label="${words.covered}">${said.map(({ text, evidence }) => html`<p class="said">${drawMarked(text, evidence)}</p>`)}</div>
        ${
          mayDecide
            ? html`<form class="stack" method="post" action="/console/moderation/appeals/${appeal.id}/decide">
          <label>${words.reason}<input name="reason" maxlength="1000" required aria-keyshortcuts="e"></label>
          <div class="actions"><button name="state" value="reversed" class="primary" aria-keyshortcuts="l">${words.reverse}<kbd>l</kbd></button>
            <button name="state" value="upheld" aria-keyshortcuts="f">${words.uphold}<kbd>f</kbd></button></div></form>`
            : ''
        }</article>`,
    )}</div>`
}

import { html } from 'hono/html'
import type { MessageEvidence } from '../../moderation/read-evidence.ts'
import type { QuarantineItem } from '../../moderation/read-quarantine.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawMarked } from '../draw-marked.ts'
import type { Html } from '../draw-page.ts'
import { formatAgo } from '../format-instant.ts'
import { moderationWords } from '../words/moderation.ts'
import { wordReason } from '../words/reasons.ts'
import { reviewWords } from '../words/review.ts'

const BADGES = { low: '', medium: '', high: 'warn', critical: 'bad' } as const

/** The held messages by what they are held for; their words stay covered until somebody opens one. */
export function drawHeldList(
  visit: Visit,
  {
    items,
    openId,
    now,
  }: { readonly items: readonly QuarantineItem[]; readonly openId: string | null; readonly now: Date },
): Html {
  const words = moderationWords[visit.language]
  return html`<div id="held" class="stack" hx-get="/console/moderation${openId === null ? '' : `/${openId}`}" hx-select="#held"
      hx-trigger="happened:message from:body throttle:600ms" hx-swap="outerHTML">
    <p class="muted" role="status">${words.held(items.length)}</p>
    <ol class="items" aria-label="${words.queue}">${items.map(
      (
        item,
      ) => html`<li><a class="item" id="${item.id}" data-item href="/console/moderation/${item.id}" ${item.id === openId ? html`aria-current="true"` : ''}
        hx-get="/console/moderation/${item.id}" hx-target="#moderation" hx-select="#moderation" hx-swap="outerHTML" hx-push-url="true">
        <span class="row"><span class="badge ${BADGES[item.severity]}">${words.severities[item.severity]}</span>
          <span class="badge">${reviewWords[visit.language][item.surface]}</span>
          <small class="muted end">${formatAgo(visit, new Date(item.created_at), now)}</small></span>
        <p>${item.reasons.map((code) => wordReason(visit.language, code)).join(' · ')}</p></a></li>`,
    )}</ol></div>`
}

interface HeldParts {
  readonly item: QuarantineItem
  readonly said: readonly MessageEvidence[]
  readonly mayDecide: boolean
  /** Why nothing was decided just now. */
  readonly note: string | null
  readonly nextId: string | null
}

/** The open message: its words, why it is held, what the policy says of it, and what can be decided. */
export function drawHeldItem(visit: Visit, { item, said, mayDecide, note, nextId }: HeldParts): Html {
  const words = moderationWords[visit.language]
  const path = `/console/moderation/${item.id}`
  const version = `${item.state} ${item.claimed_by ?? ''}`
  return html`<section class="stack" aria-label="${words.title}">
    ${note === null ? '' : html`<p class="note warn" role="status" data-refused>${note}</p>`}
    <div class="card stack"><label class="check reveal"><input type="checkbox" aria-keyshortcuts="x">${words.reveal}<kbd>x</kbd></label>
      <div class="covered" aria-label="${words.covered}">${said.map(({ text, evidence }) => html`<p class="said">${drawMarked(text, evidence)}</p>`)}</div>
    </div>
    <div class="card stack"><dl class="facts">
      <div><dt>${words.why}</dt><dd><ul>${item.reasons.map((code) => html`<li>${wordReason(visit.language, code)}</li>`)}</ul></dd></div>
      <div><dt>${words.policy}</dt><dd>${item.guidance[visit.language] || words.noGuidance}<br>
        <small class="muted">${item.policy}${item.rule === null ? '' : ` · ${item.rule}`}</small></dd></div></dl></div>
    <div id="state" class="card stack" data-follow="${path}" data-version="${version}">${
      item.state === 'held' && mayDecide
        ? drawDecision(visit, path, nextId)
        : html`<p class="note">${item.state === 'held' ? reviewWords[visit.language].read : words.closed(words.states[item.state])}</p>`
    }</div></section>`
}

function drawDecision(visit: Visit, path: string, nextId: string | null): Html {
  const words = moderationWords[visit.language]
  return html`<form class="stack" method="post" action="${path}/decide" hx-post="${path}/decide" hx-target="#moderation"
      hx-select="#moderation" hx-swap="outerHTML" hx-push-url="true"><input type="hidden" name="next" value="${nextId ?? ''}">
    <label>${words.reason}<input name="reason" maxlength="1000"><span class="hint">${words.reasonHint}</span></label>
    <div class="actions">
      <button name="decision" value="confirmed" class="primary" aria-keyshortcuts="f">${drawIcon('slash')}${words.confirm}<kbd>f</kbd></button>
      <button name="decision" value="released" aria-keyshortcuts="l">${drawIcon('check')}${words.release}<kbd>l</kbd></button>
      <button name="decision" value="blocked" class="danger" aria-keyshortcuts="b">${drawIcon('user-x')}${words.block}<kbd>b</kbd></button>
    </div></form>`
}

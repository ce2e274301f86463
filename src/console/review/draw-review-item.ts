import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { CATEGORIES } from '../../domain/assessment.ts'
import { replyWindowEnd } from '../../domain/reply-window.ts'
import { DecisionInputs } from '../../pipeline/decide.ts'
import type { CitedEntry, ReviewItem } from '../../review/read-review-item.ts'
import type { Visit } from '../console-env.ts'
import { drawBubble } from '../draw-bubble.ts'
import { drawDifference } from '../draw-difference.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { CASES_PATH } from '../evals/draw-cases.ts'
import { formatInstant } from '../format-instant.ts'
import { formatShare } from '../format-share.ts'
import { drawQuickButton, drawQuickReplies } from '../texts/draw-quick-replies.ts'
import { boardWords } from '../words/board.ts'
import { caseWords } from '../words/cases.ts'
import { channelKindWords } from '../words/channel-kinds.ts'
import { frameWords } from '../words/frame.ts'
import { wordReason } from '../words/reasons.ts'
import { reviewWords } from '../words/review.ts'
import { drawCase, drawCaseButton } from './draw-case.ts'

/** What was just done, or why it was not. */
export const REVIEW_NOTES = [
  'corrected',
  'taken',
  'anew',
  'case',
  'stale',
  'lost',
  'optedOut',
  'invalid',
  'caseThere',
] as const
export type ReviewNote = (typeof REVIEW_NOTES)[number]
const REFUSALS: readonly ReviewNote[] = ['stale', 'lost', 'optedOut', 'invalid', 'caseThere']

interface ItemParts {
  readonly item: ReviewItem
  readonly note: ReviewNote | null
  readonly nextId: string | null
  readonly mayDecide: boolean
  readonly now: Date
}

/** The open draft: what was said, what would be answered, what that rests on, and what a reviewer may do. */
export function drawReviewItem(visit: Visit, parts: ItemParts): Html {
  const { item, note } = parts
  const words = reviewWords[visit.language]
  return html`<section class="stack review-item" aria-label="${words.draft}">
    ${note === null ? '' : html`<p class="note ${REFUSALS.includes(note) ? 'warn' : 'good'}" role="status" ${REFUSALS.includes(note) ? 'data-refused' : ''}>${wordNote(visit, note)}${drawCasesLink(visit, note)}</p>`}
    ${drawThread(visit, item)}
    ${drawState(visit, parts)}
    ${drawGrounds(visit, item, parts.now)}
  </section>`
}

/** Where the case that was made waits for somebody else. */
function drawCasesLink(visit: Visit, note: ReviewNote): Html | '' {
  if (note !== 'case' && note !== 'caseThere') return ''
  return html` <a href="${CASES_PATH}">${caseWords[visit.language].link}</a>`
}

function wordNote(visit: Visit, note: ReviewNote): string {
  const words = reviewWords[visit.language]
  const said = {
    corrected: words.corrected,
    taken: words.taken,
    anew: words.asked,
    case: words.caseMade,
    stale: frameWords[visit.language].stale,
    lost: words.lost,
    optedOut: boardWords[visit.language].optedOut,
    invalid: frameWords[visit.language].invalid,
    caseThere: words.caseThere,
  }
  return said[note]
}

function drawThread(
  visit: Visit,
  { messages, contact, decision, thread, channel, holderName }: ReviewItem,
): Html {
  const words = reviewWords[visit.language]
  return html`<div class="card stack">
    <div class="row"><h2><a href="/console/threads/${thread.id}">${contact.name ?? words.unnamed}</a></h2>
      <span class="badge">${channelKindWords[visit.language][channel.kind]} · ${words[thread.surface]}</span>
      <span class="badge">${words.languages[decision.assessment.language.tag]}</span>
      <span class="badge">${words.categories[decision.category]}</span>
      ${thread.held_by === null ? '' : html`<span class="badge warn">${drawIcon('lock')}${words.heldBy(holderName ?? '…')}</span>`}</div>
    <ol class="talk" aria-label="${words.thread}">${messages.map(
      (
        message,
      ) => html`<li class="${message.direction}">${drawBubble(visit, { ...message, isEdited: message.edited_at !== null, isDeleted: message.deleted_at !== null })}
        <small class="muted">${message.direction === 'inbound' ? (message.contactName ?? words.customer) : words.us} · ${formatInstant(visit, message.received_at)}</small></li>`,
    )}</ol></div>`
}

/** The draft with its actions, loaded anew when anything happens to drafts or threads: somebody may have been quicker. */
function drawState(visit: Visit, { item, nextId, mayDecide }: ItemParts): Html {
  const words = reviewWords[visit.language]
  const { draft, decision } = item
  const path = `/console/review/${draft.id}`
  const next = html`<input type="hidden" name="next" value="${nextId ?? ''}">`
  const version = `${draft.state} ${draft.revision} ${item.thread.held_by ?? ''}`
  const follow = html`data-follow="${path}" data-version="${version}"`
  if (draft.state !== 'pending_review') {
    return html`<div id="state" class="card stack" ${follow}><p class="note">${words.closed(words.states[draft.state], item.reviewerName ?? '')}
        ${draft.review_reason === null ? '' : html`<br>${words.because} ${wordRejection(visit, draft.review_reason)}`}</p>${drawSent(visit, item)}
      <div class="actions">${nextId === null ? '' : html`<a class="button primary" aria-keyshortcuts="Enter" href="/console/review/${nextId}">${words.next}<kbd>↵</kbd></a>`}
        ${drawTeach(visit, item)}${drawCaseButton(visit)}</div>${drawCase(visit, item)}</div>`
  }
  const target = html`hx-target="#review" hx-select="#review" hx-swap="outerHTML" hx-push-url="true"`
  return html`<div id="state" class="card stack" ${follow}>
    ${
      mayDecide
        ? html`<form class="stack" method="post" action="${path}/approve" hx-post="${path}/approve" ${target}>${next}
        <input type="hidden" name="revision" value="${draft.revision}">
        <label>${words.draft}<textarea name="text" rows="4" aria-keyshortcuts="e" aria-label="${words.edit}" data-quick
          lang="${draft.language}" required>${draft.text}</textarea><span class="hint">${words.draftHint}</span></label>
        <div class="actions"><button class="primary" aria-keyshortcuts="Enter">${drawIcon('send')}${words.approve}<kbd>↵</kbd></button>
          <button type="button" data-opens="reject" aria-keyshortcuts="r">${words.reject}<kbd>r</kbd></button>
          <button type="submit" formaction="${path}/take" hx-post="${path}/take" ${target} formnovalidate aria-keyshortcuts="t">${words.takeOver}<kbd>t</kbd></button>
          <button type="submit" class="quiet" formaction="${path}/anew" hx-post="${path}/anew" ${target} formnovalidate aria-keyshortcuts="a">${drawIcon('refresh-cw')}${words.anew}<kbd>a</kbd></button>
          ${drawQuickButton(visit)}${drawTeach(visit, item)}${drawCaseButton(visit)}</div></form>
      ${drawQuickReplies(visit, { language: draft.language, name: item.contact.name })}
      ${drawReject(visit, path, draft.revision, nextId)}
      <form class="row" method="post" action="${path}/correct" hx-post="${path}/correct" ${target}>
        <input type="hidden" name="message" value="${decision.message_id}">
        <label class="inline">${words.correct}<select name="category" aria-keyshortcuts="c" aria-label="${words.correctIt}">${CATEGORIES.map(
          (category) =>
            html`<option value="${category}" ${category === decision.category ? 'selected' : ''}>${words.categories[category]}</option>`,
        )}</select></label><button>${words.correctIt}</button></form>`
        : html`<p class="note">${words.read}</p><p class="said">${draft.text}</p><div class="actions">${drawCaseButton(visit)}</div>`
    }${drawCase(visit, item)}</div>`
}

/** What went out; where a person changed it first, with what they changed. */
function drawSent(visit: Visit, { draft }: ReviewItem): Html {
  if (draft.text === draft.proposed_text) return html`<p class="said">${draft.text}</p>`
  return html`<div class="stack tight"><h3>${reviewWords[visit.language].changed}</h3>
    <p class="said">${drawDifference(draft.proposed_text, draft.text)}</p></div>`
}

function wordRejection(visit: Visit, reason: string): string {
  const { reasons } = reviewWords[visit.language]
  return Object.entries(reasons).find(([code]) => code === reason)?.[1] ?? reason
}

/** Where somebody may write entries: what was asked and what would be answered, as the beginning of one. */
function drawTeach(visit: Visit, { draft, messages }: ReviewItem): Html | '' {
  if (!hasScope(visit.scopes, 'kb:write')) return ''
  const words = reviewWords[visit.language]
  const question = messages.findLast(({ direction }) => direction === 'inbound')?.text ?? ''
  const query = new URLSearchParams({ question: question.slice(0, 500), answer: draft.text.slice(0, 2000) })
  return html`<a class="button quiet" href="/console/knowledge/new?${query}" aria-keyshortcuts="f">${drawIcon('book-open')}${words.teach}<kbd>f</kbd></a>`
}

function drawReject(visit: Visit, path: string, revision: number, nextId: string | null): Html {
  const words = reviewWords[visit.language]
  const target = html`hx-target="#review" hx-select="#review" hx-swap="outerHTML" hx-push-url="true"`
  return html`<dialog id="reject" aria-labelledby="reject-title"><h2 id="reject-title">${words.reasonTitle}</h2>
    <form class="stack" method="post" action="${path}/reject" hx-post="${path}/reject" ${target}>
      <input type="hidden" name="revision" value="${revision}"><input type="hidden" name="next" value="${nextId ?? ''}">
      <div class="choices">${Object.entries(words.reasons).map(
        (
          [code, reason],
          index,
        ) => html`<button name="reason" value="${code}" aria-keyshortcuts="${index + 1}">
          <kbd>${index + 1}</kbd>${reason}</button>`,
      )}</div></form>
    <form class="stack" method="post" action="${path}/reject" hx-post="${path}/reject" ${target}>
      <input type="hidden" name="revision" value="${revision}"><input type="hidden" name="next" value="${nextId ?? ''}">
      <label>${words.otherReason}<input name="reason" maxlength="1000" required></label>
      <div class="actions"><button class="danger">${words.confirmReject}</button>
        <button type="button" class="quiet" data-closes>${words.cancel}</button></div></form></dialog>`
}

function drawGrounds(visit: Visit, item: ReviewItem, now: Date): Html {
  const words = reviewWords[visit.language]
  const inputs = DecisionInputs.safeParse(item.decision.inputs)
  const threshold = inputs.success ? inputs.data.autoThreshold : null
  return html`<div class="card stack">
    <dl class="facts">
      <div><dt>${words.confidence}</dt><dd>${drawConfidence(visit, item.draft.confidence, threshold)}</dd></div>
      <div><dt>${words.why}</dt><dd><ul class="plain">${item.decision.reasons.map((code) => html`<li>${wordReason(visit.language, code)}</li>`)}</ul></dd></div>
      <div><dt>${words.checks}</dt><dd>${drawChecks(visit, inputs.success ? inputs.data.draft : null)}</dd></div>
      <div><dt>${words.window}</dt><dd>${drawWindow(visit, item, now)}</dd></div>
    </dl>
    <h3>${words.sources}</h3>
    ${item.cited.length === 0 ? html`<p class="muted">${words.noSources}</p>` : item.cited.map((cited, index) => drawCited(visit, cited, index === 0))}
  </div>`
}

/** What of the draft was checked against its sources, and what did not hold. */
function drawChecks(visit: Visit, draft: DecisionInputs['draft'] | null): Html {
  const words = reviewWords[visit.language]
  if (draft?.kind !== 'drafted') return html`—`
  if (draft.failures.length === 0)
    return html`<span class="badge good">${drawIcon('check')}${words.checksPassed}</span> <small class="muted">${words.checked}</small>`
  return html`<ul class="plain">${draft.failures.map((code) => html`<li class="bad">${drawIcon('x')} ${wordReason(visit.language, code)}</li>`)}</ul>`
}

function drawConfidence(visit: Visit, confidence: number, threshold: number | null): Html {
  const words = reviewWords[visit.language]
  const auto = threshold ?? 0.8
  const level = confidence >= auto ? 'high' : confidence >= auto / 2 ? 'fair' : 'low'
  return html`<strong>${formatShare(visit, confidence)}</strong> · ${words.confidenceWords[level]}
    <meter min="0" max="1" low="${auto / 2}" high="${auto}" optimum="1" value="${confidence}" aria-label="${words.confidence}"></meter>
    ${threshold === null ? '' : html`<br><small class="muted">${words.restsOn(formatShare(visit, threshold))}</small>`}`
}

function drawCited(visit: Visit, { citation, question, answer }: CitedEntry, isOpen: boolean): Html {
  const words = reviewWords[visit.language]
  return html`<details class="source" ${isOpen ? 'open' : ''}><summary><strong>${question === '' ? citation.external_id : question}</strong>
      <small class="muted">${citation.external_id} · ${words.version(citation.version)} · ${formatShare(visit, citation.score)}</small></summary>
    <p>${answer}</p></details>`
}

function drawWindow(visit: Visit, { channel, thread, messages }: ReviewItem, now: Date): string {
  const words = reviewWords[visit.language]
  const last = messages.findLast((message) => message.direction === 'inbound')
  const end = thread.surface === 'comment' ? null : replyWindowEnd(channel.kind, last?.sent_at ?? null)
  if (end === null) return words.windowNone
  const at = formatInstant(visit, end)
  return end > now ? words.windowOpen(at) : words.windowClosed(at)
}

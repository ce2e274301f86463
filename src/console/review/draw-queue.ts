import { html } from 'hono/html'
import type { ReviewQueueItem } from '../../review/list-review-queue.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatAgo } from '../format-instant.ts'
import { formatShare } from '../format-share.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { channelKindWords } from '../words/channel-kinds.ts'
import { reviewWords } from '../words/review.ts'

/** Beyond it nobody needs the number, and counting thousands takes its time. */
export const MOST_COUNTED = 1000

interface QueueParts {
  readonly queue: readonly ReviewQueueItem[]
  readonly waiting: number
  readonly openId: string | null
  readonly now: Date
}

/** The queue, which loads itself anew when drafts or threads change anywhere. */
export function drawQueue(visit: Visit, { queue, waiting, openId, now }: QueueParts): Html {
  const words = reviewWords[visit.language]
  return html`<div id="queue" class="stack" hx-get="/console/review${openId === null ? '' : `/${openId}`}" hx-select="#queue"
      hx-trigger="happened:draft from:body throttle:600ms, happened:thread from:body throttle:600ms" hx-swap="outerHTML">
    <p class="muted" role="status">${waiting > MOST_COUNTED ? words.manyWait(formatFigure(visit, 'count', MOST_COUNTED)) : words.waiting(waiting)}${waiting > queue.length ? html`<br>${words.shown(queue.length)}` : ''}</p>
    <ol class="items" aria-label="${words.queue}">${queue.map((item) => drawQueueItem(visit, item, item.id === openId, now))}</ol>
  </div>`
}

function drawQueueItem(visit: Visit, item: ReviewQueueItem, isOpen: boolean, now: Date): Html {
  const words = reviewWords[visit.language]
  const path = `/console/review/${item.id}`
  const isPressing = item.priority === 'urgent' || item.priority === 'high'
  return html`<li><a class="item" id="${item.id}" data-item href="${path}" ${isOpen ? html`aria-current="true"` : ''}
      hx-get="${path}" hx-target="#review" hx-select="#review" hx-swap="outerHTML" hx-push-url="true">
    <span class="row"><strong>${item.contactName ?? words.unnamed}</strong>
      ${isPressing ? html`<span class="badge ${item.priority === 'urgent' ? 'bad' : 'warn'}">${words.priorities[item.priority]}</span>` : ''}
      <small class="muted end">${formatAgo(visit, item.createdAt, now)}</small></span>
    <p class="muted">${item.asked}</p>
    <span class="row"><span class="badge">${channelKindWords[visit.language][item.channelKind]} · ${words[item.surface]}</span>
      <span class="badge accent">${formatShare(visit, item.confidence)}</span></span></a></li>`
}

export function drawReviewEmpty(visit: Visit): Html {
  const words = reviewWords[visit.language]
  return html`<div class="empty card">${drawIcon('coffee')}<h2>${words.empty}</h2><p>${words.emptyLead}</p></div>`
}

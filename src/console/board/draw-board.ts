import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import type { BoardCard, BoardFilter } from '../../desk/read-board.ts'
import { LANGUAGES } from '../../domain/language.ts'
import type { ThreadStatus } from '../../domain/thread.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatAgo } from '../format-instant.ts'
import { boardWords } from '../words/board.ts'
import { channelKindWords } from '../words/channel-kinds.ts'
import { reviewWords } from '../words/review.ts'

/** What dragging a card into a column asks for; into the others a thread comes by what is said in it. */
const DROPS: Partial<Record<ThreadStatus, string>> = {
  new: 'release',
  assigned: 'claim',
  escalated: 'escalate',
  snoozed: 'snooze',
}

/** Beyond it nobody needs the number, and counting thousands takes its time. */
export const MOST_COUNTED = 1000

export interface BoardColumn {
  readonly status: ThreadStatus
  readonly cards: readonly BoardCard[]
  /** Up to one more than `MOST_COUNTED`. */
  readonly count: number
}

interface BoardParts {
  readonly columns: readonly BoardColumn[]
  readonly filter: BoardFilter
  readonly queues: readonly { readonly id: string; readonly name: string }[]
  readonly members: readonly { readonly id: string; readonly name: string }[]
  /** The page's own address with its filters. */
  readonly path: string
  readonly now: Date
}

/** Open threads by where they stand; it loads itself anew when a thread changes anywhere, and by its id a card keeps the focus. */
export function drawBoard(visit: Visit, { columns, filter, queues, members, path, now }: BoardParts): Html {
  return html`${drawFilters(visit, { filter, queues, members })}
    <div id="board" class="board" hx-get="${path}" hx-select="#board" hx-swap="outerHTML"
      hx-trigger="happened:thread from:body throttle:800ms, happened:message from:body throttle:800ms">
      ${columns.map((column) => drawColumn(visit, column, now))}</div>`
}

function drawColumn(visit: Visit, { status, cards, count }: BoardColumn, now: Date): Html {
  const words = boardWords[visit.language]
  const move = DROPS[status]
  const shown = (value: number) => `${Math.min(value, MOST_COUNTED)}${count > MOST_COUNTED ? '+' : ''}`
  return html`<section class="column" aria-labelledby="column-${status}" ${move === undefined ? '' : html`data-drop="${move}"`}>
    <h2 id="column-${status}">${words.statuses[status]} <span class="badge">${shown(count)}</span></h2>
    ${cards.length === 0 ? html`<p class="muted small">${words.emptyColumn}</p>` : ''}
    <ol class="stack">${cards.map((card) => html`<li>${drawCard(visit, card, now)}</li>`)}</ol>
    ${count > cards.length ? html`<p class="muted small">${words.more(shown(count - cards.length))}</p>` : ''}</section>`
}

function drawCard(
  visit: Visit,
  { thread, contactName, channelKind, holderName, said }: BoardCard,
  now: Date,
): Html {
  const words = boardWords[visit.language]
  const review = reviewWords[visit.language]
  const mayMove = hasScope(visit.scopes, 'threads:write')
  const isPressing = thread.priority === 'urgent' || thread.priority === 'high'
  return html`<a class="card ticket" id="${thread.id}" data-item href="/console/threads/${thread.id}"
      ${mayMove ? html`draggable="true" data-drags="/console/threads/${thread.id}" data-revision="${thread.revision}"` : html`draggable="false"`}>
    <span class="row"><strong>${contactName ?? review.unnamed}</strong>
      ${isPressing ? html`<span class="badge ${thread.priority === 'urgent' ? 'bad' : 'warn'}">${review.priorities[thread.priority]}</span>` : ''}</span>
    <p class="muted">${said ?? ''}</p>
    <span class="row small muted">${channelKindWords[visit.language][channelKind]}
      ${thread.waiting_since === null ? '' : html`<span class="badge">${drawIcon('clock')}${words.waits(formatAgo(visit, thread.waiting_since, now))}</span>`}
      ${thread.next_action === null ? '' : html`<span class="badge accent">${words.nextActions[thread.next_action]}</span>`}
      ${holderName === null ? '' : html`<span class="badge">${drawIcon('user')}${holderName}</span>`}
      ${thread.labels.map((label) => html`<span class="badge">${label}</span>`)}</span></a>`
}

function drawFilters(
  visit: Visit,
  { filter, queues, members }: Pick<BoardParts, 'filter' | 'queues' | 'members'>,
): Html {
  const words = boardWords[visit.language]
  const option = (value: string, text: string, chosen: string | undefined) =>
    html`<option value="${value}" ${value === (chosen ?? '') ? 'selected' : ''}>${text}</option>`
  return html`<form class="filters" method="get" action="/console/board" aria-label="${words.filters}">
    <label>${words.queue}<select name="queue">${option('', words.all, filter.queue)}${queues.map((queue) => option(queue.id, queue.name, filter.queue))}</select></label>
    <label>${words.person}<select name="assignee">${option('', words.everyone, filter.assignee)}${option(visit.member.id, words.mine, filter.assignee)}${members
      .filter((member) => member.id !== visit.member.id)
      .map((member) => option(member.id, member.name, filter.assignee))}</select></label>
    <label>${words.language}<select name="language">${option('', words.all, filter.language)}${LANGUAGES.map((language) => option(language, reviewWords[visit.language].languages[language], filter.language))}</select></label>
    <label>${words.label}<input name="label" value="${filter.label ?? ''}" maxlength="50"></label>
    <button>${words.apply}</button></form>`
}

import { html } from 'hono/html'
import type { threads } from '../../db/schema.ts'
import type { Attachment } from '../../domain/message.ts'
import type { ThreadNote, TimelineItem } from '../../domain/thread.ts'
import type { Visit } from '../console-env.ts'
import { drawBubble } from '../draw-bubble.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawQuickButton, drawQuickReplies } from '../texts/draw-quick-replies.ts'
import { boardWords } from '../words/board.ts'
import { reviewWords } from '../words/review.ts'
import { wordHappening } from '../words/timeline.ts'

interface ThreadParts {
  readonly thread: typeof threads.$inferSelect
  readonly timeline: readonly TimelineItem[]
  readonly note: ThreadNote | null
  /** What became of the last move. */
  readonly moved: Html | ''
  readonly receivers: readonly { readonly value: string; readonly name: string }[]
  readonly mayWrite: boolean
  readonly isOwn: boolean
  readonly contactName: string | null
}

/**
 * One thread: what happened in it, what somebody else needs to go on, and the moves that it allows now. It loads itself anew
 * when anything happens in it.
 */
export function drawThread(visit: Visit, parts: ThreadParts): Html {
  const words = boardWords[visit.language]
  const { thread, timeline, moved } = parts
  const version = `${thread.revision} ${timeline.length} ${timeline.at(-1)?.at ?? ''}`
  return html`<p><a href="/console/board" aria-keyshortcuts="u">${words.back}</a></p>
    ${moved}
    <div id="thread" class="split thread" data-follow="/console/threads/${thread.id}" data-version="${version}"><section class="card stack"><h2>${words.timeline}</h2>
      <ol class="talk tall">${withoutEchoes(timeline).map((item) => drawItem(visit, item))}</ol></section>
    <section class="stack"><div class="card stack">${drawAbout(visit, parts)}
      <div class="row"><span class="badge accent">${words.statuses[thread.status]}</span>
        <span class="badge">${reviewWords[visit.language].priorities[thread.priority]}</span>
        ${thread.labels.map((label) => html`<span class="badge">${label}</span>`)}</div>
      ${parts.mayWrite ? drawMoves(visit, parts) : ''}</div>
      ${parts.note === null ? '' : drawNote(visit, parts.note)}</section></div>
    ${parts.mayWrite && thread.status !== 'resolved' ? drawQuickReplies(visit, { language: thread.language, name: contactOf(parts) }) : ''}`
}

/** Whoever writes; null under a post, where many do. */
function contactOf({ thread, contactName }: ThreadParts): string | null {
  return thread.surface === 'comment' ? null : contactName
}

/** Who it is with and where, and the id by which requests about personal data name them. */
function drawAbout(visit: Visit, { thread, contactName }: ThreadParts): Html {
  const review = reviewWords[visit.language]
  const place = html`${thread.channel_id} · ${review[thread.surface]}`
  if (thread.surface === 'comment') return html`<p class="muted">${place}</p>`
  return html`<div><h2>${contactName ?? review.unnamed}</h2><small class="muted">${place} · <code>${thread.contact_id}</code></small></div>`
}

/** What Recado asks the platform to send, until the platform shows that it went out. */
function withoutEchoes(timeline: readonly TimelineItem[]): readonly TimelineItem[] {
  const shown = new Set(
    timeline.filter(({ type }) => type === 'message.outbound').map(({ data }) => data.text),
  )
  return timeline.filter(({ type, data }) => type !== 'reply.requested' || !shown.has(data.text))
}

function drawItem(visit: Visit, { at, type, actor, data }: TimelineItem): Html {
  const words = boardWords[visit.language]
  const when = formatInstant(visit, new Date(at))
  if (type === 'message.inbound' || type === 'message.outbound' || type === 'reply.requested') {
    const direction = type === 'message.inbound' ? 'inbound' : 'outbound'
    const said = {
      text: String(data.text ?? ''),
      attachments: (data.attachments ?? []) as readonly Attachment[],
      isEdited: typeof data.edited_at === 'string',
      isDeleted: typeof data.deleted_at === 'string',
    }
    return html`<li class="${direction}">${drawBubble(visit, said)}<small class="muted">${words.by[actor.kind]} · ${when}</small></li>`
  }
  const happened = wordHappening(visit.language, type)
  const draft = type === 'draft.created' ? (data.draft as { readonly id: string }).id : null
  return html`<li class="happened"><small class="muted">${draft === null ? happened : html`<a href="/console/review/${draft}">${happened}</a>`} · ${words.by[actor.kind]} · ${when}</small></li>`
}

/** Under a post a reply is for one: what each of them wrote last, newest first. */
function drawAnswered(visit: Visit, { thread, timeline }: ThreadParts): Html | '' {
  if (thread.surface !== 'comment') return ''
  const said = timeline.filter(({ type, data }) => type === 'message.inbound' && data.deleted_at === null)
  const lastOfEach = new Map(said.map((item) => [item.actor.id, item.data]))
  const options = [...lastOfEach.values()].sort((a, b) =>
    String(a.message_id) < String(b.message_id) ? 1 : -1,
  )
  return html`<label>${boardWords[visit.language].replyTo}<select name="message">${options.map(
    ({ message_id, text }) =>
      html`<option value="${String(message_id)}">${String(text).slice(0, 80).toWellFormed()}</option>`,
  )}</select></label>`
}

function drawMoves(visit: Visit, parts: ThreadParts): Html {
  const { thread, receivers, isOwn } = parts
  const words = boardWords[visit.language]
  const move = (
    name: 'claim' | 'release' | 'resolve' | 'reopen' | 'escalate' | 'snooze',
    icon: string,
    key: string,
    kind = '',
  ) =>
    html`<form method="post" action="/console/threads/${thread.id}/${name}"><input type="hidden" name="revision" value="${thread.revision}">
      <button class="${kind}" aria-keyshortcuts="${key}">${drawIcon(icon)}${words[name]}<kbd>${key}</kbd></button></form>`
  const reply = html`<form class="stack" method="post" action="/console/threads/${thread.id}/reply"><input type="hidden" name="revision" value="${thread.revision}">
    ${drawAnswered(visit, parts)}
    <label>${words.reply}<textarea name="text" rows="3" maxlength="10000" aria-keyshortcuts="e" data-quick required></textarea></label>
    <div class="actions"><button class="primary">${drawIcon('send')}${words.send}</button>${drawQuickButton(visit)}</div></form>`
  if (thread.status === 'resolved')
    return html`<div class="actions">${move('reopen', 'rotate-ccw', 'o')}</div>`
  return html`${reply}<div class="actions">${isOwn ? move('release', 'corner-up-left', 'd') : move('claim', 'user-check', 't')}
      ${move('resolve', 'check', 's')}${move('escalate', 'arrow-up', 'p')}${move('snooze', 'clock', 'z')}</div>
    <form class="stack" method="post" action="/console/threads/${thread.id}/hand-over"><input type="hidden" name="revision" value="${thread.revision}">
      <label>${words.handOver}<select name="to" aria-keyshortcuts="h">${receivers.map((receiver) => html`<option value="${receiver.value}">${receiver.name}</option>`)}</select></label>
      <label>${words.handOverComment}<input name="comment" maxlength="1000"></label>
      <div><button>${drawIcon('send')}${words.handOver}</button></div></form>`
}

function drawNote(visit: Visit, note: ThreadNote): Html {
  const words = boardWords[visit.language]
  const rows = [
    [words.known, note.known],
    [words.tried, note.tried],
    [words.promised, note.promised],
    [words.missing, note.missing],
  ] as const
  return html`<div class="card stack"><h2>${words.note}</h2><p><strong>${note.subject}</strong></p><dl class="facts">${rows.map(
    ([name, lines]) =>
      html`<div><dt>${name}</dt><dd>${lines.length === 0 ? html`<span class="muted">${words.nothing}</span>` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}</dd></div>`,
  )}</dl></div>`
}

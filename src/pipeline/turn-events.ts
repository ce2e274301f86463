import type { NewEvent } from '../db/append-event.ts'
import type { drafts } from '../db/schema.ts'
import type { Decision } from '../domain/decision.ts'
import type { Subject } from '../inbox/describe-subject.ts'
import type { Outcome } from './outcome.ts'

/** What the events of a turn are about. */
export function subjectOf(turn: Outcome['turn']): Subject {
  const newest = turn.messages.at(-1)!
  return {
    message_id: newest.id,
    message_ids: turn.messages.map((message) => message.id),
    thread_id: turn.thread.id,
    channel_id: turn.channel.id,
    contact_id: turn.contact.id,
    thread_external_id: turn.thread.external_id,
    external_id: newest.external_id,
  }
}

/** What a recorded turn tells the outside. A shadow channel tells what was decided and asks for nothing. */
export function eventsOf(
  outcome: Outcome,
  decision: Decision,
  draft: typeof drafts.$inferSelect | null,
  said: typeof drafts.$inferSelect | null,
): NewEvent[] {
  const { turn, verdict } = outcome
  const threadId = turn.thread.id
  const base = subjectOf(turn)
  const decided: NewEvent = { type: 'message.decided', threadId, data: { ...base, decision } }
  if (turn.channel.mode === 'shadow') return [decided]
  const news = [decided]
  const add = (type: NewEvent['type'], data: Record<string, unknown>) =>
    news.push({ type, threadId, data: { ...base, ...data } })
  if (verdict.route === 'quarantine') add('message.quarantined', { reasons: verdict.reasons })
  if (draft !== null) add('draft.created', { draft: decision.draft })
  for (const reply of [draft, said]) {
    if (reply?.state !== 'approved') continue
    const { id, kind, text, language } = reply
    add('reply.requested', { reply_id: id, draft_id: id, kind, text, language })
  }
  if (verdict.needsPerson) add('thread.needs_human', { handoff: decision.handoff, reasons: verdict.reasons })
  return news
}

import type { EventType } from './event.ts'

export interface EventNote {
  /** When it is told. */
  readonly when: string
  /** The names in its `data`; some are there only where they apply. */
  readonly fields: readonly string[]
}

/** What every event about a message or a reply names, so that a platform finds what it has to act on. */
export const SUBJECT_FIELDS = [
  'message_id',
  'message_ids',
  'external_id',
  'thread_id',
  'thread_external_id',
  'channel_id',
  'contact_id',
] as const

const THREAD = ['thread_id', 'episode'] as const
const HELD = [...THREAD, 'held_by', 'held_until'] as const
const CLOCK = [
  ...THREAD,
  'clock_id',
  'kind',
  'policy_id',
  'policy_version',
  'target_ms',
  'started_at',
  'due_at',
  'priority',
  'queue_id',
  'held_by',
] as const
const REPLY = [...SUBJECT_FIELDS, 'reply_id', 'draft_id'] as const
const MODERATED = [...SUBJECT_FIELDS, 'moderation_decision_id'] as const
const TEMPLATE = ['template_id', 'name', 'language'] as const
const SETTING = ['id', 'version'] as const
const MEMBER = ['member_id', 'role', 'presence', 'fields'] as const
const EXPORT = ['export_id', 'kind', 'format', 'personal_data', 'rows'] as const
const CONSENT = ['contact_id', 'channel_id', 'consent_id', 'purpose'] as const

function note(when: string, ...fields: readonly string[]): EventNote {
  return { when, fields }
}

/**
 * What each event says, for whoever receives it: docs/events.md is made of this, and the suite wants every field of every event
 * that it sees to stand here.
 */
export const EVENT_GUIDE: Record<EventType, EventNote> = {
  'message.received': note(
    'a message was stored',
    ...['message_id', 'external_id', 'thread_id', 'channel_id', 'contact_id'],
    ...['surface', 'direction', 'disposition'],
  ),
  'message.decided': note(
    'a burst was decided; `decision` is what `GET /v1/messages/{id}/decision` answers',
    ...SUBJECT_FIELDS,
    'decision',
  ),
  'message.edited': note(
    'its author changed it',
    ...['message_id', 'external_id', 'thread_id', 'channel_id'],
  ),
  'message.deleted': note('its author took it back', 'message_id', 'external_id', 'thread_id', 'channel_id'),
  'message.quarantined': note('it is held until a person looks', ...SUBJECT_FIELDS, 'reasons'),
  'message.moderation_decided': note(
    'a person decided about it',
    ...MODERATED,
    ...['action', 'reasons', 'policy', 'rule', 'reverses'],
  ),
  'message.action_requested': note(
    '**act**: do `action` with the message or its author, then `POST /v1/messages/{id}/action-result` with `action_id`',
    ...SUBJECT_FIELDS,
    ...['action_id', 'action', 'visible_to_author', 'reasons'],
  ),
  'message.action_reported': note(
    'the platform said what became of an action',
    ...SUBJECT_FIELDS,
    ...['action_id', 'action', 'outcome', 'code'],
  ),
  'message.appealed': note('its author objected', ...MODERATED, 'appeal_id'),
  'message.appeal_decided': note('the objection was decided', ...MODERATED, 'appeal_id', 'state'),
  'draft.created': note('there is a draft, to be sent or reviewed', ...SUBJECT_FIELDS, 'draft'),
  'draft.approved': note('a person approved it', ...SUBJECT_FIELDS, 'draft_id', 'reviewed_by'),
  'draft.rejected': note('a person rejected it', ...SUBJECT_FIELDS, 'draft_id', 'reasons', 'reason'),
  'draft.superseded': note(
    'it waits no more: the customer wrote on, or somebody answered',
    'draft_id',
    'thread_id',
  ),
  'draft.expired': note('it waits no more: its contact was erased', 'draft_id', 'thread_id'),
  'reply.requested': note(
    '**act**: send `text` once for each `reply_id`, then `POST /v1/drafts/{draft_id}/send-result`; `kind` is `answer`, `rule`, `person` or `waiting_notice`',
    ...REPLY,
    ...['kind', 'text', 'language'],
  ),
  'reply.sent': note('the platform sent it', ...REPLY),
  'reply.failed': note('the platform could not send it', ...REPLY, 'code'),
  'thread.created': note(
    'somebody wrote in a new place',
    'thread_id',
    'external_id',
    'channel_id',
    'surface',
  ),
  'thread.needs_human': note(
    '**act**: show the thread to your people; `handoff` is what they need to go on, where a decision made it',
    ...SUBJECT_FIELDS,
    ...['reasons', 'handoff', 'queue', 'draft_id', 'reply_id'],
  ),
  'thread.claimed': note('somebody holds it; `platform` where a person answered there', ...HELD, 'queue_id'),
  'thread.claim_renewed': note('the claim lasts longer', ...HELD),
  'thread.claim_expired': note('the claim ran out', ...THREAD, 'held_by'),
  'thread.released': note('whoever held it gave it back', ...THREAD),
  'thread.resolved': note('the episode is over', ...THREAD, 'reason', 'note'),
  'thread.reopened': note('it is open again; `by` is `customer`, `recado` or a person', ...THREAD, 'by'),
  'thread.assigned': note(
    'it was given to somebody or moved to a queue',
    ...THREAD,
    'from',
    'member_id',
    'queue_id',
  ),
  'thread.handed_over': note('it was passed on, with a note', ...THREAD, 'from', 'to', 'comment', 'note'),
  'thread.escalated': note(
    'it was passed one level up, with a note',
    ...THREAD,
    'from',
    'to',
    'comment',
    'note',
  ),
  'thread.snoozed': note('it sleeps until `until`', ...THREAD, 'until'),
  'thread.woken': note('its sleep is over; `by` is `time` or `customer`', ...THREAD, 'by'),
  'thread.labels_changed': note('people changed its labels', ...THREAD, 'labels', 'added', 'removed'),
  'thread.priority_changed': note('people changed its priority', ...THREAD, 'from', 'to'),
  'thread.next_action_changed': note('people changed what is to be done', ...THREAD, 'from', 'to'),
  'thread.lead_detected': note('the customer says that they mean to buy', ...SUBJECT_FIELDS, 'label'),
  'thread.outcome_recorded': note(
    'what came of it was recorded',
    ...THREAD,
    ...['id', 'kind', 'value', 'currency', 'external_id', 'member_id', 'actor', 'occurred_at', 'created_at'],
  ),
  'sla.at_risk': note('a clock is near its end', ...CLOCK),
  'sla.breached': note('a clock ran out', ...CLOCK),
  'sla.met': note('the customer was answered in time', ...CLOCK),
  'escalation.triggered': note(
    'a step of an escalation was taken',
    ...THREAD,
    ...['clock_id', 'policy_id', 'policy_version', 'level', 'target', 'priority', 'waiting_since', 'due_at'],
    'taken_from',
  ),
  'contact.created': note('somebody wrote for the first time', 'contact_id', 'channel_id', 'external_id'),
  'contact.blocked': note('nothing of theirs is answered from now on', ...SUBJECT_FIELDS),
  'contact.unblocked': note('they are answered again', ...SUBJECT_FIELDS),
  'contact.merged': note('two contacts are one person', 'contact_id', 'other_id'),
  'contact.unmerged': note('they are two again', 'contact_id', 'other_id'),
  'contact.opted_in': note('they agreed', ...CONSENT),
  'contact.opted_out': note('**act**: they want no more messages', ...CONSENT),
  'contact.erased': note('**act**: erase them on your side too', 'contact_id', 'kind'),
  'broadcast.message_requested': note(
    '**act**: send `text` once for each `recipient_id`, then `POST /v1/broadcasts/{broadcast_id}/results` by `contact_id`',
    ...[
      'broadcast_id',
      'recipient_id',
      'contact_id',
      'contact_external_id',
      'channel_id',
      'template',
      'text',
    ],
  ),
  'broadcast.started': note('it begins, or waits for its time', 'broadcast_id'),
  'broadcast.stopped': note('its rule stopped it', 'broadcast_id', 'reason'),
  'broadcast.cancelled': note('a person ended it', 'broadcast_id'),
  'broadcast.finished': note('everybody was asked for', 'broadcast_id'),
  'broadcast.report_ready': note('48 hours are over', 'broadcast_id'),
  'template.submitted': note('a version waits for approval', ...TEMPLATE, 'version'),
  'template.approved': note('a version may be said', ...TEMPLATE, 'version'),
  'template.rejected': note('a version may not be said', ...TEMPLATE, 'version'),
  'template.retired': note('nothing of it is said any more', ...TEMPLATE),
  'template.channel_rejected': note(
    'a channel refuses or pauses a version',
    ...['template_id', 'name', 'version', 'channel_id', 'status', 'reason'],
  ),
  'kb.entry_changed': note('entries were stored or deleted', 'external_ids', 'revision', 'deleted'),
  'kb.gap_detected': note('many ask what nothing answers', 'gap_id', 'language', 'questions'),
  'kb.conflict_found': note(
    'two entries disagree or repeat',
    'conflict_id',
    'kind',
    'differs',
    'external_ids',
  ),
  'kb.suggestion_created': note(
    'people’s replies propose something',
    'suggestion_id',
    'kind',
    'gap_id',
    'entry_id',
  ),
  'kb.review_due': note('an entry is to be looked at again', 'entry_id', 'external_id', 'review_at'),
  'channel.mode_changed': note('a channel changed its mode', 'channel_id', 'from', 'to'),
  'channel.fell_back': note(
    'a channel broke its promise and went back to `draft`',
    ...['channel_id', 'from', 'to', 'reviewed', 'wrong', 'lower', 'max_error'],
  ),
  'qa.sample_ready': note(
    'a sent reply was drawn to be judged',
    'sample_id',
    'draft_id',
    'channel_id',
    'thread_id',
  ),
  'qa.review_submitted': note(
    'somebody judged a sample',
    ...['sample_id', 'review_id', 'verdict', 'is_judged', 'thread_id'],
  ),
  'backtest.finished': note(
    'a backtest ended',
    ...['backtest_id', 'policy', 'state', 'total', 'processed', 'changed'],
  ),
  'eval.run_completed': note('an evaluation ended', 'run_id', 'state', 'total', 'processed'),
  'eval.gate_failed': note('a gate of an evaluation failed', 'run_id', 'gate'),
  'member.created': note('somebody joined', ...MEMBER),
  'member.changed': note('their role, presence or details changed', ...MEMBER),
  'member.deactivated': note('they left', ...MEMBER),
  'queue.created': note('there is a new queue', 'queue_id', 'name'),
  'queue.changed': note('a queue changed', 'queue_id', 'name'),
  'queue.deleted': note('a queue is gone', 'queue_id', 'name'),
  'routing.changed': note('other routing rules hold', 'version', 'rules'),
  'rules.changed': note('other reply rules hold', 'version', 'rules'),
  'calendar.created': note('there is a new business calendar', ...SETTING),
  'calendar.changed': note('a business calendar changed', ...SETTING),
  'calendar.deleted': note('a business calendar is gone', ...SETTING),
  'sla_policy.created': note('there is a new SLA policy', ...SETTING),
  'sla_policy.changed': note('an SLA policy changed', ...SETTING),
  'sla_policy.deleted': note('an SLA policy is gone', ...SETTING),
  'escalation_policy.created': note('there is a new escalation policy', ...SETTING),
  'escalation_policy.changed': note('an escalation policy changed', ...SETTING),
  'escalation_policy.deleted': note('an escalation policy is gone', ...SETTING),
  'privacy.request_completed': note(
    'a request of a person was answered',
    'request_id',
    'contact_id',
    'kind',
    'state',
  ),
  'export.requested': note('somebody asks for an export', ...EXPORT),
  'export.changed': note('the request changed', ...EXPORT),
  'export.approved': note('a second person agreed', ...EXPORT),
  'export.rejected': note('a second person refused', ...EXPORT),
  'export.downloaded': note('the file was fetched', ...EXPORT),
  'export.expired': note('nobody answered or fetched it in time', ...EXPORT),
  'retention.changed': note('another retention policy holds', 'version'),
  'retention.run_completed': note('a run took something', 'run_id', 'rows'),
  'webhook.test': note('you asked for one', 'endpoint_id'),
}

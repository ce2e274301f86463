import { z } from 'zod'

/** Names of everything Recado tells the outside world; past tense, dotted. */
export const EVENT_TYPES = [
  'message.received',
  'message.decided',
  'message.edited',
  'message.deleted',
  'message.quarantined',
  'message.moderation_decided',
  'message.action_requested',
  'message.action_reported',
  'message.appealed',
  'message.appeal_decided',
  'draft.created',
  'draft.approved',
  'draft.rejected',
  'draft.superseded',
  'draft.expired',
  'reply.requested',
  'reply.sent',
  'reply.failed',
  'thread.created',
  'thread.needs_human',
  'thread.claimed',
  'thread.released',
  'thread.resolved',
  'thread.reopened',
  'thread.assigned',
  'thread.escalated',
  'thread.snoozed',
  'thread.woken',
  'thread.handed_over',
  'thread.claim_renewed',
  'thread.claim_expired',
  'thread.labels_changed',
  'thread.priority_changed',
  'thread.next_action_changed',
  'member.created',
  'member.changed',
  'member.deactivated',
  'queue.created',
  'queue.changed',
  'queue.deleted',
  'routing.changed',
  'sla.at_risk',
  'sla.breached',
  'sla.met',
  'escalation.triggered',
  'contact.created',
  'contact.blocked',
  'contact.unblocked',
  'contact.erased',
  'privacy.request_completed',
  'kb.entry_changed',
  'webhook.test',
] as const
export const EventType = z.enum(EVENT_TYPES)
export type EventType = z.infer<typeof EventType>

export const Event = z
  .object({
    id: z.string(),
    type: EventType,
    timestamp: z.iso.datetime(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

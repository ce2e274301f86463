import type { Category } from '../domain/assessment.ts'
import type { ModerationAction, Route } from '../domain/decision.ts'
import type { EventType } from '../domain/event.ts'
import type { LanguageTag } from '../domain/language.ts'

/** An event with what reports need of it, and nothing that anybody wrote but the words of drafts. */
export interface Fact {
  readonly seq: number
  readonly type: EventType
  readonly thread_id: string | null
  readonly actor_kind: string
  readonly actor_id: string
  readonly created_at: Date
  readonly data: FactData
}

/** Which of these an event has goes by its type. */
export interface FactData {
  readonly message_id?: string
  readonly message_ids?: readonly string[]
  readonly direction?: 'inbound' | 'outbound'
  readonly disposition?: 'live' | 'backfill' | 'stale'
  readonly channel_id?: string
  readonly surface?: string
  readonly contact_id?: string
  readonly draft_id?: string
  readonly text?: string
  /** Of a reply: whose words they are. Of a clock: what it counts. */
  readonly kind?: string
  readonly queue_id?: string
  readonly held_by?: string
  readonly action?: string
  readonly reverses?: string
  readonly outcome?: string
  readonly state?: string
  readonly language?: LanguageTag
  readonly category?: Category
  readonly route?: Route
  readonly reason?: string
  readonly moderation?: ModerationAction
  readonly citations?: readonly string[]
  readonly labels?: readonly string[]
  readonly is_handed_off?: boolean
  readonly value?: number
  readonly currency?: string
  readonly draft?: { readonly id: string; readonly text: string; readonly state: string }
}

/** Everything that reports count. */
export const FACT_TYPES = [
  'message.received',
  'message.decided',
  'message.deleted',
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
  'reply.failed',
  'thread.created',
  'thread.needs_human',
  'thread.claimed',
  'thread.resolved',
  'thread.reopened',
  'thread.assigned',
  'thread.escalated',
  'thread.handed_over',
  'thread.lead_detected',
  'thread.outcome_recorded',
  'sla.at_risk',
  'sla.breached',
  'sla.met',
] as const satisfies readonly EventType[]

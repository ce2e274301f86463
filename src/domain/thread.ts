import { z } from 'zod'
import { Actor } from './actor.ts'
import { Surface } from './assessment.ts'
import { Priority } from './decision.ts'
import { Language, LanguageTag } from './language.ts'
import { MemberRole } from './member.ts'
import { trimmedField } from './text.ts'

/** Where a thread stands on the board. See src/domain/move-thread.ts for what moves it. */
export const THREAD_STATUSES = [
  'new',
  'assigned',
  'waiting_for_customer',
  'escalated',
  'snoozed',
  'resolved',
] as const
export const ThreadStatus = z.enum(THREAD_STATUSES)
export type ThreadStatus = z.infer<typeof ThreadStatus>

/** What whoever opens the thread has to do next. */
export const NextAction = z.enum(['reply', 'escalate', 'close', 'follow_up'])
export type NextAction = z.infer<typeof NextAction>

export const Thread = z
  .object({
    id: z.string(),
    external_id: z.string(),
    channel_id: z.string(),
    contact_id: z.string(),
    surface: Surface,
    status: ThreadStatus,
    next_action: NextAction.nullable().describe('What to do next; null once resolved'),
    episode: z.int().min(1).describe('Raised when a resolved thread is opened again'),
    is_ai_silenced: z.boolean().describe('A person answered in this episode, so Recado only suggests'),
    held_by: z.string().nullable().describe('Who holds it: a member or a key. Recado then only suggests'),
    held_until: z.iso.datetime().nullable().describe('When the claim ends, unless it is renewed'),
    queue_id: z.string().nullable(),
    required_skills: z.array(z.string()),
    required_role: MemberRole.nullable().describe('What escalation asks of whoever takes it'),
    skills_relax_at: z.iso.datetime().nullable().describe('From when on the skills are no longer asked for'),
    waiting_since: z.iso.datetime().nullable().describe('Since when the customer waits for a person'),
    snoozed_until: z.iso.datetime().nullable(),
    priority: Priority,
    labels: z.array(z.string()),
    suggested_labels: z.array(z.string()).describe('What the decisions propose; put on by PATCH'),
    language: LanguageTag.nullable().describe('What the customer wrote last; null before the first decision'),
    revision: z.int().min(1),
    last_message_at: z.iso.datetime(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Thread' })
export type Thread = z.infer<typeof Thread>

/** Who did it: a customer, a person on the platform, or whoever a write names. */
export const TimelineActor = z.object({
  kind: z.enum(['contact', 'platform', ...Actor.shape.kind.options]),
  id: z.string(),
})

/** Something that happened in a thread: a message, or an event by its name. */
export const TimelineItem = z
  .object({
    at: z.iso.datetime(),
    type: z.string().describe('`message.inbound`, `message.outbound`, or the name of an event'),
    actor: TimelineActor,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineItem' })
export type TimelineItem = z.infer<typeof TimelineItem>

/** Where somebody else goes on: what is known, what was tried, what is promised and what is missing. */
export const ThreadNote = z
  .object({
    language: Language,
    subject: z.string().describe('For instance “pedido #123 — aguardando fatura”'),
    known: z.array(z.string()),
    tried: z.array(z.string()),
    promised: z.array(z.string()),
    missing: z.array(z.string()),
    text: z.string().describe('All of it, to read'),
  })
  .meta({ id: 'ThreadNote' })
export type ThreadNote = z.infer<typeof ThreadNote>

/** How the episode before this one ended. */
export const PreviousEpisode = z
  .object({
    episode: z.int(),
    resolved_at: z.iso.datetime(),
    resolved_by: z.string(),
    reason: z.string().nullable(),
    note: z.union([ThreadNote, z.null()]),
  })
  .meta({ id: 'PreviousEpisode' })
export type PreviousEpisode = z.infer<typeof PreviousEpisode>

export const Label = trimmedField(1, 50)

export const ThreadPatch = z
  .object({
    priority: Priority,
    labels: z
      .array(Label)
      .max(50)
      .transform((labels) => [...new Set(labels)])
      .describe('Replaces the labels; one that was suggested is then no longer suggested'),
    dismissed_labels: z.array(Label).max(50).describe('Suggested labels that do not fit'),
    next_action: NextAction,
  })
  .partial()
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'Name at least one field')
  .meta({ id: 'ThreadPatch' })
export type ThreadPatch = z.infer<typeof ThreadPatch>

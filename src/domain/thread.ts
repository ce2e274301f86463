import { z } from 'zod'
import { Surface } from './assessment.ts'
import { Priority } from './decision.ts'

export const ThreadStatus = z.enum(['open', 'needs_human', 'taken_over', 'resolved'])
export type ThreadStatus = z.infer<typeof ThreadStatus>

export const Thread = z
  .object({
    id: z.string(),
    external_id: z.string(),
    channel_id: z.string(),
    contact_id: z.string(),
    surface: Surface,
    status: ThreadStatus,
    episode: z.int().min(1).describe('Raised when a resolved thread is opened again'),
    is_ai_silenced: z.boolean().describe('A person answered in this episode, so Recado only listens'),
    held_by: z.string().nullable(),
    held_until: z.iso.datetime().nullable(),
    queue_id: z.string().nullable(),
    required_skills: z.array(z.string()),
    waiting_since: z.iso.datetime().nullable().describe('Since when the customer waits for a person'),
    snoozed_until: z.iso.datetime().nullable(),
    priority: Priority,
    labels: z.array(z.string()),
    revision: z.int().min(1),
    last_message_at: z.iso.datetime(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Thread' })
export type Thread = z.infer<typeof Thread>

/** Something that happened in a thread: a message, or an event by its name. */
export const TimelineItem = z
  .object({
    at: z.iso.datetime(),
    type: z.string().describe('`message.inbound`, `message.outbound`, or the name of an event'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineItem' })
export type TimelineItem = z.infer<typeof TimelineItem>

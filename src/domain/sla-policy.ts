import { z } from 'zod'
import { ResourceId, trimmedField } from './text.ts'
import { ThreadConditions } from './thread-conditions.ts'

const LONGEST_S = 90 * 86_400

/** What is measured: the first answer of an episode, each later one, and the episode as a whole. */
export const CLOCK_KINDS = ['first_response', 'next_response', 'resolution'] as const
export const ClockKind = z.enum(CLOCK_KINDS)
export type ClockKind = z.infer<typeof ClockKind>

const Target = z.int().min(1).max(LONGEST_S).nullable()

/** Lowest first: of several policies that apply to a thread the first one holds. */
export const Position = z.int().min(0).max(10_000).default(100).describe('The first that applies holds')

export const CalendarRef = ResourceId.nullable()
  .default(null)
  .describe('The business calendar that it counts in; null where every hour counts')

export const SlaPolicyDocument = z.object({
  conditions: ThreadConditions.default({}),
  calendar_id: CalendarRef,
  first_response_s: Target.default(900),
  next_response_s: Target.default(null),
  resolution_s: Target.default(86_400),
  at_risk_share: z
    .number()
    .min(0.1)
    .max(0.99)
    .default(0.8)
    .describe('A clock is at risk once this share of its target has passed'),
})
export type SlaPolicyDocument = z.infer<typeof SlaPolicyDocument>

export const SlaPolicyInput = SlaPolicyDocument.extend({
  name: trimmedField(1, 100),
  position: Position,
}).meta({ id: 'SlaPolicyInput' })

/** What every policy shows beside its document. */
export const policyFields = {
  id: z.string(),
  name: z.string(),
  position: z.int(),
  version: z.int().min(1),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}

export const SlaPolicy = SlaPolicyDocument.extend(policyFields).meta({ id: 'SlaPolicy' })

export const ClockState = z
  .enum(['running', 'at_risk', 'breached', 'paused', 'met', 'cancelled'])
  .describe('A breached one stays breached; it runs on until `ended_at`')
export type ClockState = z.infer<typeof ClockState>

export const ThreadClock = z
  .object({
    kind: ClockKind,
    state: ClockState,
    policy_id: z.string(),
    policy_version: z.int(),
    target_ms: z.int(),
    started_at: z.iso.datetime(),
    due_at: z.iso.datetime().nullable().describe('Null while paused, and where its calendar never opens'),
    at_risk_at: z.iso.datetime().nullable(),
    remaining_ms: z
      .int()
      .nullable()
      .describe('Business time that is left, negative when it is late; null once it ended'),
    breached_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ThreadClock' })
export type ThreadClock = z.infer<typeof ThreadClock>

import { z } from 'zod'
import { Severity } from './signal.ts'

/** For so long every decision can be taken back. */
export const REVERSIBLE_MS = 30 * 24 * 3600_000

/** Everything that may be decided of a message; `delete` only by a person, and `quarantine` only by a policy. */
export const DecisionAction = z.enum([
  'allow',
  'quarantine',
  'hide',
  'unhide',
  'delete',
  'restore',
  'block',
  'unblock',
])
export type DecisionAction = z.infer<typeof DecisionAction>

/** What a platform may be asked to do; `file` puts a DM away without a reply, `unfile` takes it out again. */
export const PlatformAction = z.enum([
  'hide',
  'unhide',
  'file',
  'unfile',
  'delete',
  'restore',
  'block',
  'unblock',
])
export type PlatformAction = z.infer<typeof PlatformAction>

export const ActionOutcome = z.enum(['done', 'failed'])
export type ActionOutcome = z.infer<typeof ActionOutcome>

export const ModerationDecision = z
  .object({
    id: z.string(),
    message_id: z.string(),
    thread_id: z.string(),
    contact_id: z.string(),
    action: DecisionAction,
    reasons: z.array(z.string()),
    note: z.string().nullable().describe("A person's own words"),
    severity: Severity.nullable(),
    policy: z.string().describe('Version of the policy that held'),
    rule: z.string().nullable().describe('The rule of the policy that decided, where one did'),
    decided_by: z.object({ kind: z.string(), id: z.string() }),
    created_at: z.iso.datetime(),
    reversible_until: z.iso.datetime().describe('What is only held can be let through later too'),
    reverses: z.string().nullable().describe('The decision that this one takes back'),
    reversed_at: z.iso.datetime().nullable(),
    outcome: z
      .object({ outcome: ActionOutcome, code: z.string().nullable(), at: z.iso.datetime() })
      .nullable()
      .describe('What the platform said it did; null while it has not'),
  })
  .meta({ id: 'ModerationDecision' })
export type ModerationDecision = z.infer<typeof ModerationDecision>

import { z } from 'zod'
import { Instant } from './instant.ts'
import { Variables } from './template.ts'
import { ExternalId, ResourceId, trimmedField } from './text.ts'

/**
 * draft: being planned; gathering: who may get it is looked up; pilot: the first ones are asked for; judging: what came of
 * the pilot is waited for; sending: the others are asked for. stopped: it broke its own rule.
 */
export const BroadcastState = z.enum([
  'draft',
  'gathering',
  'pilot',
  'judging',
  'sending',
  'done',
  'stopped',
  'cancelled',
])
export type BroadcastState = z.infer<typeof BroadcastState>

export const RecipientState = z.enum(['planned', 'requested', 'sent', 'failed', 'complained', 'skipped'])
export type RecipientState = z.infer<typeof RecipientState>

const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 21:00')
const rate = (value: number) => z.number().min(0).max(1).default(value)

/** What is sent to whom, how fast, and when it stops by itself. */
export const BroadcastInput = z
  .strictObject({
    name: trimmedField(1, 100),
    channel_id: ExternalId,
    template_id: ResourceId.describe('Only its approved version is ever said'),
    variables: Variables.default({}),
    audience: z
      .strictObject({
        attributes: z
          .record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()]))
          .default({})
          .describe('Contacts of the channel that have all of these attributes'),
      })
      .default({ attributes: {} })
      .describe('Whoever of them agreed to broadcasts gets it, nobody else'),
    pilot: z
      .strictObject({
        size: z.int().min(1).max(10_000).default(100),
        wait_s: z
          .int()
          .min(0)
          .max(604_800)
          .default(3600)
          .describe('How long it waits for results of the pilot'),
        min_reported: rate(0.5).describe('With fewer results than this share it stops'),
      })
      .default({ size: 100, wait_s: 3600, min_reported: 0.5 }),
    stop: z
      .strictObject({
        max_failure_rate: rate(0.1),
        max_opt_out_rate: rate(0.03),
        max_complaint_rate: rate(0.01),
      })
      .default({ max_failure_rate: 0.1, max_opt_out_rate: 0.03, max_complaint_rate: 0.01 })
      .describe('Above any of these it stops, in the pilot and after it'),
    per_minute: z.int().min(1).max(6000).default(60),
    quiet_hours: z
      .strictObject({ from: Clock, until: Clock })
      .refine(({ from, until }) => from !== until, 'must not begin when they end')
      .nullable()
      .default({ from: '21:00', until: '08:00' })
      .describe("By the contact's attribute `time_zone`, else the workspace's time zone"),
    starts_at: Instant.nullable().default(null),
  })
  .meta({ id: 'BroadcastInput' })
export type BroadcastInput = z.infer<typeof BroadcastInput>

export const Broadcast = z
  .object({
    id: z.string(),
    state: BroadcastState,
    plan: BroadcastInput,
    stop_reason: z.string().nullable(),
    recipients: z.int().min(0).describe('Who agreed to get it; complete once it is gathered'),
    without_consent: z.int().min(0).describe('Of the audience, who did not agree'),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Broadcast' })
export type Broadcast = z.infer<typeof Broadcast>

/** What would come of a plan, were it started now. */
export const BroadcastCheck = z
  .object({
    audience: z.int().min(0),
    may_receive: z.int().min(0),
    without_consent: z.int().min(0),
    missing_variables: z
      .int()
      .min(0)
      .describe('Contacts for whom a variable has neither a value nor a fallback'),
    in_quiet_hours: z.int().min(0).describe('Contacts who would have to wait now'),
    minutes: z.int().min(0).describe('How long sending takes at least, without the pilot and quiet hours'),
    example: z.string().nullable().describe('What one of them would get'),
  })
  .meta({ id: 'BroadcastCheck' })
export type BroadcastCheck = z.infer<typeof BroadcastCheck>

export const SendReports = z
  .strictObject({
    results: z
      .array(
        z.strictObject({
          contact_id: ResourceId,
          status: z.enum(['sent', 'failed', 'complained']),
          code: trimmedField(1, 100).nullable().default(null),
        }),
      )
      .min(1)
      .max(500),
  })
  .meta({ id: 'BroadcastResults' })
export type SendReports = z.infer<typeof SendReports>

export const BroadcastReport = z
  .object({
    broadcast_id: z.string(),
    until: z.iso.datetime().nullable().describe('48 hours after the start; what came later is not counted'),
    is_final: z.boolean(),
    planned: z.int(),
    requested: z.int().describe('Asked of the platform, with those below'),
    sent: z.int(),
    failed: z.int(),
    complained: z.int(),
    skipped: z.array(z.object({ reason: z.string(), count: z.int() })),
    failures: z.array(z.object({ code: z.string(), count: z.int() })),
    opted_out: z.int(),
    replied: z.int().describe('Contacts who wrote after they got it'),
    sales: z.int(),
    value: z.array(z.object({ currency: z.string(), sold: z.number() })),
  })
  .meta({ id: 'BroadcastReport' })
export type BroadcastReport = z.infer<typeof BroadcastReport>

import { z } from 'zod'
import { Assessment, Category, Labels, Versions } from './assessment.ts'
import { Citation, Draft } from './draft.ts'
import { ChannelMode } from './message.ts'
import { Severity, SignalResult } from './signal.ts'

export const ROUTES = ['auto_reply', 'review', 'human', 'hide', 'quarantine', 'none'] as const
export const Route = z.enum(ROUTES)
export type Route = z.infer<typeof Route>

export const ModerationAction = z.enum(['allow', 'queue', 'quarantine', 'hide', 'block'])
export type ModerationAction = z.infer<typeof ModerationAction>

export const Moderation = z
  .object({
    action: ModerationAction,
    reasons: z.array(z.string()),
    severity: Severity.nullable(),
    rule: z.string().nullable().describe('The rule of the policy that decided, where one did'),
    queue: z.string().nullable().describe('The queue that the rule sends it to'),
    unsure: z.array(z.string()).describe('Why nothing is answered unseen, although it may be shown'),
    signals: z.array(SignalResult).describe('What was looked at, what was not, and what failed'),
  })
  .meta({ id: 'Moderation' })
export type Moderation = z.infer<typeof Moderation>

/** Most pressing first. */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export const Priority = z.enum(PRIORITIES)
export type Priority = z.infer<typeof Priority>

/** What a person needs to go on where Recado stops. */
export const Handoff = z
  .object({
    queue: z.string().describe('The name of the queue it waits in'),
    queue_id: z.string().optional(),
    routing: z
      .object({ rule: z.string().nullable(), version: z.int() })
      .nullable()
      .optional()
      .describe('The routing rule that chose the queue; null where a person or the policy did'),
    priority: Priority,
    labels: z.array(z.string()),
    summary: z.string(),
    category: Category,
    confidence: z.number().min(0).max(1).describe("The category's probability"),
    reasons: z.array(z.string()),
    tried: z.array(z.string()).describe('What Recado tried before it handed over'),
    help_text: z
      .string()
      .nullable()
      .describe("The workspace's words for somebody in danger, where they apply"),
  })
  .meta({ id: 'Handoff' })
export type Handoff = z.infer<typeof Handoff>

/** The recorded outcome of one turn; messages of one burst share one. */
export const Decision = z
  .object({
    id: z.string(),
    message_id: z.string(),
    thread_id: z.string(),
    language: Assessment.shape.language,
    category: Category,
    labels: Labels,
    moderation: Moderation,
    route: Route,
    reasons: z.array(z.string()).describe('Reason codes, most important first'),
    draft: z.union([Draft, z.null()]),
    citations: z.array(Citation).describe('What a person should look at, draft or not'),
    handoff: z.union([Handoff, z.null()]),
    rule: z
      .object({ name: z.string(), version: z.int() })
      .nullable()
      .describe('The rule that spoke or handed over in place of a draft, see /v1/rules'),
    mode: ChannelMode,
    versions: Versions,
    took_ms: z.int().min(0).describe('From the claim of the turn to its record, in milliseconds'),
  })
  .meta({ id: 'Decision' })
export type Decision = z.infer<typeof Decision>

export const DecisionPending = z
  .object({ message_id: z.string(), thread_id: z.string(), status: z.literal('pending') })
  .meta({ id: 'DecisionPending' })
export type DecisionPending = z.infer<typeof DecisionPending>

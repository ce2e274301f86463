import { z } from 'zod'
import { Category, Surface } from './assessment.ts'
import { Period, WEEKDAYS } from './calendar.ts'
import { Priority } from './decision.ts'
import { LanguageTag } from './language.ts'
import { Skills } from './member.ts'
import { ChannelKind } from './message.ts'
import { ExternalId, ResourceId, textField, trimmedField } from './text.ts'

const Label = trimmedField(1, 100)
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100)
const MOST_SKILL_WAIT_S = 7 * 86_400

const LabelCondition = z
  .strictObject({ all: some(Label), any: some(Label), none: some(Label) })
  .partial()
  .refine((wanted) => Object.values(wanted).some((names) => names !== undefined), 'must ask something')

const ScoreCondition = z
  .strictObject({
    label: Category,
    at_least: z.number().min(0).max(1).optional(),
    below: z.number().min(0).max(1).optional(),
  })
  .refine(({ at_least, below }) => at_least !== undefined || below !== undefined, 'must ask something')

const AttributeCondition = z
  .strictObject({
    name: textField(1, 100),
    is_set: z.boolean().optional(),
    is_any_of: some(z.union([textField(0, 1000), z.number(), z.boolean()])).optional(),
  })
  .refine(({ is_set, is_any_of }) => is_set !== undefined || is_any_of !== undefined, 'must ask something')

/** What a rule asks; all that is given must hold. */
export const RoutingConditions = z
  .strictObject({
    categories: some(Category),
    reasons: some(textField(1, 100)).describe("Any of the decision's reason codes"),
    priorities: some(Priority),
    labels: LabelCondition.describe('Labels that the thread has or that are suggested for it'),
    languages: some(LanguageTag),
    channels: some(ExternalId),
    channel_kinds: some(ChannelKind),
    surfaces: some(Surface),
    scores: some(ScoreCondition),
    attributes: some(AttributeCondition).describe('What is known of the contact'),
    hours: z
      .strictObject({
        days: some(z.enum(WEEKDAYS)).default([...WEEKDAYS]),
        ...Period.shape,
      })
      .refine(({ from, to }) => from !== to, 'must not end when they begin')
      .describe("By the workspace's time zone; hours that end past midnight belong to the day they begin on"),
    calendar: z
      .strictObject({ id: ResourceId, is: z.enum(['open', 'closed']) })
      .describe('A business calendar, at this moment'),
  })
  .partial()
  .meta({ id: 'RoutingConditions' })
export type RoutingConditions = z.infer<typeof RoutingConditions>

/** Where a thread goes and what it asks of whoever takes it. */
export const RoutingTarget = z
  .strictObject({
    queue_id: ResourceId.optional().describe('The default queue where it is left out'),
    skills: Skills.default([]),
    relax_skills_after_s: z
      .int()
      .min(0)
      .max(MOST_SKILL_WAIT_S)
      .nullable()
      .default(null)
      .describe('Skills are no longer asked for after so long a wait; null for always'),
    priority: Priority.optional().describe('In place of that of the decision; what is urgent stays urgent'),
    labels: z.array(Label).max(20).default([]),
  })
  .meta({ id: 'RoutingTarget' })
export type RoutingTarget = z.infer<typeof RoutingTarget>

export const RoutingRule = z
  .strictObject({ name: trimmedField(1, 100), when: RoutingConditions, to: RoutingTarget })
  .meta({ id: 'RoutingRule' })
export type RoutingRule = z.infer<typeof RoutingRule>

const haveOneNameEach = (rules: readonly { readonly name: string }[]) =>
  new Set(rules.map((rule) => rule.name)).size === rules.length

/** The workspace's one ordered list: the first rule that holds decides, and `otherwise` where none does. */
export const RoutingDocument = z
  .strictObject({
    rules: z.array(RoutingRule).max(200).refine(haveOneNameEach, 'must have a name of its own each'),
    otherwise: RoutingTarget.default({ skills: [], relax_skills_after_s: null, labels: [] }),
  })
  .meta({ id: 'RoutingDocument' })
export type RoutingDocument = z.infer<typeof RoutingDocument>

/** A version of the list; 0 is what holds before anybody wrote one. */
export const RoutingRules = RoutingDocument.extend({
  version: z.int().min(0),
  created_by: z.string().nullable(),
  created_at: z.iso.datetime().nullable(),
}).meta({ id: 'RoutingRules' })
export type RoutingRules = z.infer<typeof RoutingRules>

/** What routing is told of a thread. */
export const RoutingFacts = z
  .object({
    category: Category,
    reasons: z.array(z.string()),
    priority: Priority,
    labels: z.array(z.string()),
    language: LanguageTag,
    channel_id: z.string(),
    channel_kind: ChannelKind,
    surface: Surface,
    scores: z.record(Category, z.number()),
    attributes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RoutingFacts' })
export type RoutingFacts = z.infer<typeof RoutingFacts>

/** Why a rule fired or did not. What is known of a contact is not repeated. */
export const RuleTrace = z
  .object({
    rule: z.string(),
    fired: z.boolean(),
    failed: z.array(
      z.object({
        condition: z.string(),
        wanted: z.unknown(),
        found: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'RuleTrace' })
export type RuleTrace = z.infer<typeof RuleTrace>

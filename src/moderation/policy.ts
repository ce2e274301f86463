import { z } from 'zod'
import { Category, Surface } from '../domain/assessment.ts'
import { LANGUAGES, LanguageTag } from '../domain/language.ts'
import { Severity, SignalName } from '../domain/signal.ts'
import { ExternalId, ResourceId, textField } from '../domain/text.ts'

const Probability = z.number().min(0).max(1)

const Thresholds = z.object({
  review: Probability.nullable().describe(
    "The label fires here; null for the classifier's own operating point",
  ),
  act: Probability.describe('At or above, the message is hidden without waiting for a person'),
})

const LabelPolicy = z.object({
  dm: Thresholds,
  comment: Thresholds,
  languages: z
    .partialRecord(z.enum(LANGUAGES), Thresholds.partial())
    .default({})
    .describe('Where one language needs other thresholds'),
})

const SignalCondition = z
  .strictObject({
    signal: SignalName,
    aspect: textField(1, 100)
      .optional()
      .describe('One part of the signal, for instance `shortener`, or a word list by its name'),
    at_least: Probability.optional(),
    below: Probability.optional(),
  })
  .refine((condition) => condition.at_least !== undefined || condition.below !== undefined, {
    message: 'needs at_least, below, or both',
  })

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100).optional()

const guidance = (min: number, max: number) =>
  z.union([
    textField(min, max),
    z.strictObject({ pt: textField(1, max), es: textField(1, max), en: textField(1, max) }),
  ])
/** One text for every reviewer, or one for each language of theirs. */
export type Guidance = z.infer<ReturnType<typeof guidance>>

/** All that is named must hold; of a list, one. */
export const PolicyConditions = z
  .strictObject({
    signals: some(SignalCondition).describe('All of them'),
    category: some(Category),
    language: some(LanguageTag),
    surface: some(Surface),
    channel: some(ExternalId),
    sender: z.strictObject({ known_customer: z.boolean() }).optional(),
    thread: z
      .strictObject({ label: some(textField(1, 100)), human_replied: z.boolean().optional() })
      .optional(),
  })
  .refine((when) => Object.values(when).some((value) => value !== undefined), 'needs at least one condition')

/** Nothing is deleted by a policy: only a person deletes. */
export const POLICY_ACTIONS = ['allow', 'hide', 'quarantine', 'block_sender', 'queue'] as const

export const PolicyRule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9_]{1,60}$/, 'must be lower-case letters, digits and _'),
    when: PolicyConditions,
    action: z.enum(POLICY_ACTIONS),
    queue: ResourceId.optional().describe('The queue that it is sent to'),
    severity: Severity.default('medium'),
    guidance: guidance(1, 2000).optional().describe('What a reviewer is shown beside the message'),
  })
  .refine((rule) => (rule.action === 'queue') === (rule.queue !== undefined), {
    path: ['queue'],
    message: 'goes with the action queue, and only with it',
  })
  .refine((rule) => !takesAway(rule.action) || !restsOnWordsAlone(rule.when), {
    path: ['action'],
    message: 'words alone may hold a message back, not take it away: add another signal, or quarantine',
  })
export type PolicyRule = z.infer<typeof PolicyRule>

const Unexamined = z.enum(['by_text', 'review', 'quarantine'])

/** What may be shown, by label, rule, surface and language; see docs/moderation.md. */
export const PolicyDocument = z
  .strictObject({
    spam: LabelPolicy,
    hate: LabelPolicy,
    protect_known_customers: z.boolean().describe('Known customers are quarantined rather than hidden'),
    unexamined: z
      .strictObject({ images: Unexamined, voice: Unexamined })
      .describe(
        'What nobody looked into: judged by its text alone, not answered unseen, or held until a person looks',
      ),
    failed_signal: z
      .enum(['review', 'quarantine'])
      .describe('Where a signal failed: not answered unseen, or held until a person looks'),
    allowed_hosts: z
      .array(
        z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a host in lower case, without a scheme'),
      )
      .max(500)
      .describe('Hosts whose links are trusted, with all below them'),
    needs_second_person: z
      .boolean()
      .describe('The next change holds only after another person has approved it'),
    guidance: guidance(0, 5000).describe('The policy in words, shown to reviewers'),
    rules: z
      .array(PolicyRule)
      .max(200)
      .refine((rules) => new Set(rules.map((rule) => rule.id)).size === rules.length, 'ids must differ')
      .describe('The first that applies counts, unless the labels ask for more'),
  })
  .meta({ id: 'PolicyDocument' })
export type PolicyDocument = z.infer<typeof PolicyDocument>

/** A policy with the version that decisions store. */
export interface Policy {
  readonly version: string
  readonly document: PolicyDocument
}

function takesAway(action: (typeof POLICY_ACTIONS)[number]): boolean {
  return action === 'hide' || action === 'block_sender'
}

function restsOnWordsAlone({ signals = [] }: z.infer<typeof PolicyConditions>): boolean {
  return signals.length > 0 && signals.every((condition) => condition.signal === 'words')
}

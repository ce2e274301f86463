import { z } from 'zod'
import { LANGUAGES, type Language } from './language.ts'
import { plainRequest } from './plain-words.ts'
import { RoutingConditions } from './routing.ts'
import { textField, trimmedField } from './text.ts'

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100)
const Keyword = trimmedField(1, 100).refine(
  (word) => plainRequest(word) !== '',
  'must hold letters or digits',
)

/** Words in the languages that there are words in; at least one. */
export const Words = z
  .partialRecord(z.enum(LANGUAGES), textField(1, 4096))
  .refine((words) => Object.keys(words).length > 0, 'must say something in at least one language')
export type Words = z.infer<typeof Words>

/** Words written in the rule, or the approved words of the templates of a name. */
export const Say = z
  .union([Words, z.strictObject({ template: trimmedField(1, 100) })])
  .meta({ id: 'RuleWords' })
export type Say = z.infer<typeof Say>

/** What a rule asks; all that is given must hold. */
export const ReplyConditions = RoutingConditions.extend({
  words: some(Keyword).describe(
    'The message is one of these, whatever its case, accents, punctuation, emoji and courtesies; never a word in a sentence',
  ),
  after: some(trimmedField(1, 100)).describe(
    'The last that was said to the customer was said by one of these rules, within a day: an answer to a menu',
  ),
  is_first_contact: z.boolean().describe('Whether the contact writes for the first time'),
  is_reply_owed: z.boolean().describe('False for thanks, greetings, praise, emoji or tags alone'),
  is_known_customer: z.boolean().describe('Marked as one, or with a conversation that was resolved before'),
  wants_person: z.boolean().describe('Whether the customer asks for a person'),
})
  .partial()
  .meta({ id: 'ReplyConditions' })
export type ReplyConditions = z.infer<typeof ReplyConditions>

/** message: before any draft, in its place; hand_off: where a person is needed and nothing else was said. */
export const ReplyMoment = z.enum(['message', 'hand_off'])
export type ReplyMoment = z.infer<typeof ReplyMoment>

export const ReplyRule = z
  .strictObject({
    name: trimmedField(1, 100),
    moment: ReplyMoment.default('message'),
    when: ReplyConditions.default({}),
    say: Say.optional(),
    hand_off: z.boolean().default(false).describe('A person is needed, whatever is said'),
    once: z
      .enum(['contact', 'absence', 'wait'])
      .nullable()
      .default(null)
      .describe(
        'Said once: to a contact; until the calendar that `when` asks opens again; while the customer waits for a person',
      ),
  })
  .refine(({ say, hand_off }) => say !== undefined || hand_off, 'must say something or hand off')
  .refine(({ moment, say }) => moment === 'message' || say !== undefined, {
    path: ['say'],
    message: 'is needed: at a hand-off there is nothing else that a rule does',
  })
  .refine(({ once, when }) => once !== 'absence' || when.calendar?.is === 'closed', {
    path: ['once'],
    message: 'needs a calendar that is closed among the conditions',
  })
  .meta({ id: 'ReplyRule' })
export type ReplyRule = z.infer<typeof ReplyRule>

const haveOneNameEach = (rules: readonly { readonly name: string }[]) =>
  new Set(rules.map((rule) => rule.name)).size === rules.length

/** The workspace's one ordered list; of each moment the first rule that holds speaks. */
export const ReplyRulesDocument = z
  .strictObject({
    rules: z
      .array(ReplyRule)
      .max(200)
      .refine(haveOneNameEach, 'must have a name of its own each')
      .refine(
        (rules) =>
          rules.every(({ when }) =>
            (when.after ?? []).every((name) => rules.some((rule) => rule.name === name)),
          ),
        'must name rules of the list in `after`',
      ),
    opt_out: Say.optional().describe('What is said to whoever opts out, in place of the built-in words'),
    opt_in: Say.optional().describe(
      'What is said to whoever opts in or comes back, in place of the built-in words',
    ),
  })
  .meta({ id: 'ReplyRulesDocument' })
export type ReplyRulesDocument = z.infer<typeof ReplyRulesDocument>

/** A version of the list; 0 is what holds before anybody wrote one. */
export const ReplyRules = ReplyRulesDocument.extend({
  version: z.int().min(0),
  created_by: z.string().nullable(),
  created_at: z.iso.datetime().nullable(),
}).meta({ id: 'ReplyRules' })
export type ReplyRules = z.infer<typeof ReplyRules>

/** What a rule does to a turn. */
export const RuleEffect = z
  .object({
    name: z.string(),
    version: z.int(),
    does: z.enum(['confirm_opt_out', 'confirm_opt_in', 'opt_out_with_question', 'answer', 'hand_off']),
    says: z.boolean(),
  })
  .meta({ id: 'RuleEffect' })
export type RuleEffect = z.infer<typeof RuleEffect>

/** What a rule would say, in which language. */
export interface Saying {
  readonly text: string
  readonly language: Language
}

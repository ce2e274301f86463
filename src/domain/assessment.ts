import { z } from 'zod'
import { LanguageTag } from './language.ts'
import { textField } from './text.ts'

/** What a message is; the first that applies, in this order. See docs/labels.md. */
export const CATEGORIES = ['hate', 'spam', 'needs_human', 'faq'] as const
export const Category = z.enum(CATEGORIES)
export type Category = z.infer<typeof Category>

export const Surface = z.enum(['dm', 'comment'])
export type Surface = z.infer<typeof Surface>

export const LabelScore = z
  .object({
    score: z.number().min(0).max(1).describe('Calibrated probability, 0–1'),
    threshold: z.number().min(0).max(1).describe('The label fires at or above this score'),
    fired: z.boolean(),
  })
  .meta({ id: 'LabelScore' })
export type LabelScore = z.infer<typeof LabelScore>

export const Labels = z
  .object({ spam: LabelScore, hate: LabelScore, faq: LabelScore, needs_human: LabelScore })
  .meta({ id: 'Labels' })
export type Labels = z.infer<typeof Labels>

/** A span of the original text that moved a label's score. `weight` is in log-odds. */
export const Evidence = z
  .object({
    label: Category,
    cue: z.string(),
    start: z.int().min(0).describe('UTF-16 offset of the first character'),
    end: z.int().min(0).describe('UTF-16 offset after the last character'),
    weight: z.number().describe('Log-odds that the span added to the label'),
  })
  .meta({ id: 'Evidence' })
export type Evidence = z.infer<typeof Evidence>

export const Versions = z
  .object({
    classifier: z.string(),
    embedder: z.string(),
    prompt: z.string().nullable().describe('Null where no prompt was used'),
    policy: z.string(),
    knowledge: z.int().describe("Revision of the workspace's knowledge"),
  })
  .meta({ id: 'Versions' })
export type Versions = z.infer<typeof Versions>

/** All that the classifier says of one text, before any policy. */
export const Assessment = z
  .object({
    language: z.object({ tag: LanguageTag, score: z.number().min(0).max(1) }),
    category: Category,
    labels: Labels,
    reply_owed: z.boolean().describe('False for thanks, greetings, praise, emoji or tags alone'),
    evidence: z.array(Evidence),
    versions: Versions,
  })
  .meta({ id: 'Assessment' })
export type Assessment = z.infer<typeof Assessment>

export const ClassifyItem = z.object({
  text: textField(1, 10_000),
  surface: Surface.default('dm'),
  channel: z.string().max(255).optional(),
  language: z.string().max(35).optional().describe('BCP 47 hint'),
})
export type ClassifyItem = z.infer<typeof ClassifyItem>

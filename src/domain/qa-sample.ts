import { z } from 'zod'
import { Category } from './assessment.ts'
import { Route } from './decision.ts'
import { Citation } from './draft.ts'
import { LanguageTag } from './language.ts'

/** Confidence in steps that people can read. */
export const BANDS = ['none', 'below_0.5', '0.5_to_0.8', '0.8_to_0.9', '0.9_to_0.95', 'from_0.95'] as const
export const Band = z.enum(BANDS)
export type Band = z.infer<typeof Band>

export function bandOf(confidence: number | null): Band {
  if (confidence === null) return 'none'
  if (confidence < 0.5) return 'below_0.5'
  if (confidence < 0.8) return '0.5_to_0.8'
  if (confidence < 0.9) return '0.8_to_0.9'
  return confidence < 0.95 ? '0.9_to_0.95' : 'from_0.95'
}

/** What a reviewer looks at. */
export const CRITERIA = ['accuracy', 'tone', 'policy', 'opt_out', 'route'] as const
export type Criterion = (typeof CRITERIA)[number]

const Mark = z.enum(['pass', 'fail', 'not_applicable'])

export const Rubric = z
  .object({
    accuracy: Mark.describe('It answers what was asked, and all that it says is so'),
    tone: Mark.describe("It speaks as the workspace does, in the customer's language"),
    policy: Mark.describe('It promises and reveals nothing that it must not'),
    opt_out: Mark.describe('A wish to be left alone was heard'),
    route: Mark.describe('It was right to answer, and to answer without a person where none did'),
  })
  .meta({ id: 'QaRubric' })
export type Rubric = z.infer<typeof Rubric>

export const Verdict = z.enum(['right', 'wrong'])
export type Verdict = z.infer<typeof Verdict>

export const QaReviewInput = z
  .object({ rubric: Rubric, note: z.string().trim().min(1).max(2000).optional() })
  .meta({ id: 'QaReviewInput' })
export type QaReviewInput = z.infer<typeof QaReviewInput>

export const QaReview = z
  .object({
    id: z.string(),
    reviewer: z.string(),
    rubric: Rubric,
    verdict: Verdict.describe('`wrong` where anything but the tone failed'),
    note: z.string().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'QaReview' })
export type QaReview = z.infer<typeof QaReview>

/** A reply that was sent and drawn to be judged. */
export const QaSample = z
  .object({
    id: z.string(),
    draft_id: z.string(),
    decision_id: z.string(),
    message_id: z.string(),
    thread_id: z.string(),
    channel_id: z.string(),
    language: LanguageTag,
    confidence: z.number().min(0).max(1),
    band: Band,
    template: z.string().describe('Template, prompt or rule, each with its version, or `knowledge`'),
    model: z.string().describe("The provider's model, or `embedded`"),
    drawn: z
      .enum(['lot', 'stratum'])
      .describe('`stratum`: of a kind that the lot passed over for long; it does not count for the promise'),
    sent_by: z.string().describe('Who let it go out; `auto` where nobody did, `rule` where a rule spoke'),
    sent_at: z.iso.datetime(),
    needed: z.int().describe('Reviewers that it needs'),
    reviewed: z.int(),
    verdict: Verdict.nullable().describe('Null until all have judged; where they differ, `wrong`'),
    category: Category,
    route: Route,
    reasons: z.array(z.string()),
    text: z.string().describe('What was asked, with placeholders for personal data'),
    reply: z.string().describe('What was sent, with placeholders for personal data'),
    citations: z.array(Citation),
    reviews: z
      .array(QaReview)
      .describe('Your own, and all once the sample is judged: nobody sees another review before their own'),
  })
  .meta({ id: 'QaSample' })
export type QaSample = z.infer<typeof QaSample>

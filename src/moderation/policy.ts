import { z } from 'zod'
import { LANGUAGES } from '../domain/language.ts'

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

/** What may be shown, by label, surface and language; see docs/labels.md. */
export const PolicyDocument = z
  .object({
    spam: LabelPolicy,
    hate: LabelPolicy,
    protect_known_customers: z.boolean().describe('Known customers are quarantined rather than hidden'),
  })
  .meta({ id: 'PolicyDocument' })
export type PolicyDocument = z.infer<typeof PolicyDocument>

/** A policy with the version that decisions store. */
export interface Policy {
  readonly version: string
  readonly document: PolicyDocument
}

/** Sensible for a small shop: act where the model is all but certain, hold what merely fired. */
export const DEFAULT_POLICY: Policy = {
  version: 'default-1',
  document: {
    spam: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.85 }, languages: {} },
    hate: { dm: { review: null, act: 0.9 }, comment: { review: null, act: 0.8 }, languages: {} },
    protect_known_customers: true,
  },
}

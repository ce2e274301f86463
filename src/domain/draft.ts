import { z } from 'zod'
import { LanguageTag } from './language.ts'

export const DraftState = z.enum([
  'pending_review',
  'approved',
  'sent',
  'failed',
  'rejected',
  'superseded',
  'expired',
])
export type DraftState = z.infer<typeof DraftState>

/**
 * answer: what a turn proposes; rule: words that a rule answers with; acknowledgement: what a rule says beside a hand-off;
 * opt_out_confirmation: the last that is said to whoever opts out;
 * waiting_notice: that a person is still to come; person: a person's own words.
 */
export const DraftKind = z.enum([
  'answer',
  'rule',
  'acknowledgement',
  'opt_out_confirmation',
  'waiting_notice',
  'person',
])
export type DraftKind = z.infer<typeof DraftKind>

export const Citation = z
  .object({
    entry_id: z.string(),
    external_id: z.string(),
    version: z.int().min(1),
    score: z.number().min(0).max(1).describe('Confidence of the passage when it was cited'),
  })
  .meta({ id: 'Citation' })
export type Citation = z.infer<typeof Citation>

/** A reply that somebody or something proposes, with what it rests on. */
export const Draft = z
  .object({
    id: z.string(),
    state: DraftState,
    text: z.string(),
    language: LanguageTag,
    confidence: z.number().min(0).max(1).describe('Probability that the reply is right'),
    citations: z.array(Citation),
  })
  .meta({ id: 'Draft' })
export type Draft = z.infer<typeof Draft>

/** Why a proposed reply may not go out. One code a check; see src/responder/check-draft.ts. */
export const CheckFailure = z.enum([
  'citation_missing',
  'citation_unknown',
  'language_mismatch',
  'number_not_in_citation',
  'price_not_in_citation',
  'link_not_in_citation',
  'date_not_in_citation',
  'promise_of_action',
  'instruction_followed',
  'personal_data_unresolved',
  'draft_empty',
])
export type CheckFailure = z.infer<typeof CheckFailure>

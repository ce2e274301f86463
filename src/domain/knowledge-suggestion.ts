import { z } from 'zod'
import { Language } from './language.ts'
import { trimmedField } from './text.ts'

/** entry: a new entry for a gap; variant: another wording for an entry that answered it. */
export const SuggestionKind = z.enum(['entry', 'variant'])
export type SuggestionKind = z.infer<typeof SuggestionKind>

export const SuggestionState = z.enum(['open', 'accepted', 'rejected'])
export type SuggestionState = z.infer<typeof SuggestionState>

/** Where the words of a suggestion come from. */
export const SuggestionEvidence = z.object({
  thread_id: z.string(),
  reply_id: z.string().nullable().describe('The draft or the message that a person sent'),
  sentence: z.string().describe('Personal data are placeholders'),
})
export type SuggestionEvidence = z.infer<typeof SuggestionEvidence>

/** An entry or a wording that people's own replies propose. */
export const Suggestion = z
  .object({
    id: z.string(),
    kind: SuggestionKind,
    state: SuggestionState,
    language: Language,
    gap_id: z.string().nullable(),
    entry_id: z.string().nullable().describe('The entry that a variant is for, or that came of it'),
    question: z.string().describe('Of a variant: the wording'),
    answer: z.string().nullable().describe('Null for a variant'),
    variants: z.array(z.string()),
    evidence: z.array(SuggestionEvidence),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'KnowledgeSuggestion' })
export type Suggestion = z.infer<typeof Suggestion>

/** What a person changes of a suggestion before they take it. */
export const AcceptInput = z
  .object({
    external_id: trimmedField(1, 255).optional().describe('Of the new entry; made up where it is absent'),
    question: trimmedField(1, 1000).optional(),
    answer: trimmedField(1, 5000).optional(),
    variants: z.array(trimmedField(1, 1000)).max(50).optional(),
  })
  .meta({ id: 'AcceptSuggestionInput' })
export type AcceptInput = z.infer<typeof AcceptInput>

import { z } from 'zod'
import { Category } from '../domain/assessment.ts'
import { ModerationAction, Priority, Route } from '../domain/decision.ts'
import { LanguageTag } from '../domain/language.ts'
import { MODEL_LABELS } from '../inference/text-classifier.ts'
import { KINDS } from '../privacy/span.ts'

/** What a model says of one sentence of a draft: courtesy and greetings claim nothing. */
export const ClaimVerdict = z.enum(['supported', 'unsupported', 'contradicted', 'no_claim'])
export type ClaimVerdict = z.infer<typeof ClaimVerdict>

/** What the provider's model made of a draft, several times over. */
export const Judged = z.object({
  claims: z.array(z.string()),
  judgings: z.array(
    z.object({
      verdicts: z.array(ClaimVerdict).describe('One a claim'),
      answers: z.boolean().describe('Whether the draft answers what was asked'),
    }),
  ),
  /** Of the judgings that gave nothing usable. */
  failures: z.array(z.string()),
})
export type Judged = z.infer<typeof Judged>

/** What a provider was asked and what it took. */
export const Usage = z.object({
  calls: z.int(),
  failures: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  unmetered: z.int().describe('Calls of which the provider does not say what they took'),
})
export type Usage = z.infer<typeof Usage>

/** What became of one turn of a case. Holds nothing that differs between two runs of the same code. */
export const TurnResult = z.object({
  /** Place of the message that ended the turn. */
  at: z.int().min(0),
  category: Category,
  language: LanguageTag,
  reply_owed: z.boolean(),
  labels: z.record(Category, z.number()),
  route: Route,
  reasons: z.array(z.string()),
  action: ModerationAction,
  draft: z
    .object({
      text: z.string(),
      language: LanguageTag,
      confidence: z.number(),
      citations: z.array(z.string()),
    })
    .nullable(),
  priority: Priority.nullable().describe('Of the hand-off; null where there is none'),
  /** What search found by itself, best first. */
  found: z.array(z.object({ external_id: z.string(), question: z.string(), confidence: z.number() })),
  /** The words that moved a label, strongest first. */
  evidence: z.array(z.object({ label: Category, cue: z.string(), weight: z.number() })),
  /** What the model that obeys was made to say; null where it saw nothing. */
  said: z.string().nullable(),
  /** How often a chat provider was asked. */
  calls: z.int(),
  /** Null where no provider judges, or there is no draft. */
  judged: Judged.nullable().default(null),
})
export type TurnResult = z.infer<typeof TurnResult>

export const CaseResult = z.object({
  case_id: z.string(),
  turns: z.array(TurnResult),
  /** For a sentence: what the classifier makes of it. */
  scores: z.record(z.enum(MODEL_LABELS), z.number()).nullable(),
  /** Whether the label that is looked at fires. */
  fired: z.boolean().nullable(),
  /** For personal data: what was found. */
  spans: z.array(z.object({ kind: z.enum(KINDS), start: z.int(), end: z.int() })).nullable(),
  /** Of the configured provider; null where there is none. */
  usage: z.object({ drafting: Usage, judging: Usage }).nullable().default(null),
  /** Why it could not be run; null where it was. */
  error: z.string().nullable(),
  /** Of all its turns together, in milliseconds; differs between runs. */
  ms: z.number(),
})
export type CaseResult = z.infer<typeof CaseResult>

import { z } from 'zod'
import { Category, Surface } from '../domain/assessment.ts'
import { ModerationAction, Priority, Route } from '../domain/decision.ts'
import { EntryInput } from '../domain/knowledge-entry.ts'
import { Language, LanguageTag } from '../domain/language.ts'
import { ExternalId, textField } from '../domain/text.ts'
import type { MODEL_LABELS } from '../inference/text-classifier.ts'
import type { KINDS } from '../privacy/span.ts'
import type { MANNERS } from './obey-attack.ts'

const words = () => z.array(textField(1, 500)).max(20)

/** What is right for the turn that a message ends; what is not named is not judged. */
export const Expected = z
  .strictObject({
    category: Category.optional(),
    entry: ExternalId.nullable()
      .optional()
      .describe('external_id of the entry that answers; null where none does'),
    reply_owed: z.boolean().optional(),
    language: LanguageTag.optional().describe('Of the message; the language of the case where absent'),
    routes: z.array(Route).min(1).max(6).optional().describe('Every route that would be right'),
    action: ModerationAction.optional(),
    priority: Priority.optional().describe('Of the hand-off'),
    reasons: words().optional().describe('Reason codes that must be among those given'),
    says: words().optional().describe('Each must stand in the draft'),
    never_says: words().optional().describe('None may stand in the draft'),
  })
  .meta({ id: 'EvalExpected' })
export type Expected = z.infer<typeof Expected>

/** One thing said in a thread. A customer's message with `expected` ends a turn; those before it are of the same burst. */
export const CaseMessage = z
  .strictObject({
    from: z.enum(['customer', 'person']).default('customer').describe('A person is somebody of the shop'),
    text: textField(1, 10_000),
    is_old: z.boolean().default(false).describe('Synced from before: stored, never answered'),
    expected: Expected.optional(),
  })
  .meta({ id: 'EvalMessage' })
export type CaseMessage = z.infer<typeof CaseMessage>

export const CASE_KINDS = ['message', 'thread', 'sentence', 'attack', 'personal_data'] as const
export const CaseKind = z.enum(CASE_KINDS)
export type CaseKind = z.infer<typeof CaseKind>

export const CaseTags = z.strictObject({
  language: Language,
  surface: Surface.default('dm'),
  family: z.string().regex(/^[a-zA-Z0-9_.-]{1,60}$/, 'must be up to 60 letters, digits, _, - or .'),
  source: z.string().max(60).default('written'),
})

const CaseShape = z.object({
  id: ExternalId,
  /** A file of evals/knowledge/, entries of its own, or null for none or the workspace's. */
  knowledge: z.union([z.string().max(100), z.array(EntryInput).max(500)]).nullable(),
  messages: z.array(CaseMessage).min(1).max(30),
  tags: CaseTags,
})

/** A case as somebody writes it: one row of evals/cases/. */
export const WrittenCase = CaseShape.strict().refine(
  ({ messages }) => messages.at(-1)!.expected !== undefined && messages.at(-1)!.from === 'customer',
  { path: ['messages'], message: 'the last message must be a customer’s and say what is expected' },
)
export type WrittenCase = z.infer<typeof WrittenCase>

/** What is fed to the code that serves, and what is right. */
export interface Case extends z.infer<typeof CaseShape> {
  readonly kind: CaseKind
  /** The worst model there is drafts, and obeys this; an empty attack makes an honest one. */
  readonly model: {
    readonly obeys: string
    readonly says: string | null
    readonly manner: (typeof MANNERS)[number]
  } | null
  /** For a sentence: the label that is looked at, and whether it holds. */
  readonly label: { readonly name: (typeof MODEL_LABELS)[number]; readonly holds: boolean } | null
  /** For personal data: what is marked in the text. */
  readonly spans: readonly {
    readonly kind: (typeof KINDS)[number]
    readonly start: number
    readonly end: number
  }[]
}

export function toCase(written: WrittenCase): Case {
  const kind = written.messages.length > 1 ? 'thread' : 'message'
  return { ...written, kind, model: null, label: null, spans: [] }
}

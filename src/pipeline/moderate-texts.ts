import { z } from 'zod'
import { Category, Labels, Surface } from '../domain/assessment.ts'
import { Moderation } from '../domain/decision.ts'
import { LanguageTag } from '../domain/language.ts'
import { Attachment } from '../domain/message.ts'
import { ExternalId, textField } from '../domain/text.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import type { Logger } from '../logger.ts'
import { examineMessage } from '../moderation/examine-message.ts'
import type { Sightings } from '../moderation/open-sightings.ts'
import type { Policy } from '../moderation/policy.ts'
import { runSignals } from '../moderation/run-signals.ts'
import { readWordPatterns, type WordPatterns } from '../moderation/signal-fields.ts'
import { asksQuestion } from './asks-question.ts'
import { type AssessContext, type AssessedText, assessTexts } from './assess-text.ts'

/** A bare text with what else a policy may ask about it. */
export const TextToModerate = z
  .object({
    text: textField(1, 10_000),
    surface: Surface.default('comment'),
    language: z.string().max(35).optional().describe('BCP 47 hint'),
    channel: ExternalId.optional(),
    is_known_customer: z.boolean().default(false),
    thread_labels: z.array(textField(1, 100)).max(50).default([]),
    attachments: z.array(Attachment).max(20).default([]),
  })
  .meta({ id: 'TextToModerate' })
export type TextToModerate = z.infer<typeof TextToModerate>

export const ModeratedText = Moderation.extend({
  language: LanguageTag,
  category: Category,
  labels: Labels,
  policy: z.string().describe('Version of the policy that was asked'),
}).meta({ id: 'ModeratedText' })
export type ModeratedText = z.infer<typeof ModeratedText>

export type ModerateContext = AssessContext & {
  readonly models: Models
  readonly sightings: Sightings
  readonly logger: Logger
}

/** What a policy would do with each text. Stores nothing, so what needs a sender or a past is not examined. */
export async function moderateTexts(
  installed: Installed<ModerateContext>,
  workspaceId: string,
  policy: Policy,
  items: readonly TextToModerate[],
): Promise<ModeratedText[]> {
  const ctx = await forWorkspace(installed, workspaceId)
  const inputs = items.map((item) => ({
    text: item.text,
    surface: item.surface,
    languageHint: item.language ?? null,
    before: [],
  }))
  const assessed = await assessTexts(ctx, workspaceId, policy, inputs)
  const wordLists = await readWordPatterns(ctx.db, workspaceId)
  const moderated: ModeratedText[] = []
  // One after the other: a provider is asked about each.
  for (const [i, item] of items.entries()) {
    moderated.push(await moderateText(ctx, workspaceId, policy, item, assessed[i]!, wordLists))
  }
  return moderated
}

async function moderateText(
  ctx: ModerateContext,
  workspaceId: string,
  policy: Policy,
  item: TextToModerate,
  assessed: AssessedText,
  wordLists: readonly WordPatterns[],
): Promise<ModeratedText> {
  const { labels, language, category } = assessed.assessment
  const { cues, scores } = assessed.classification
  const { moderation } = await examineMessage(
    (input) => runSignals(ctx, input),
    policy.document,
    {
      workspaceId,
      text: item.text,
      language: language.tag,
      surface: item.surface,
      labels: { spam: labels.spam.score, hate: labels.hate.score },
      attachments: item.attachments,
      wordLists,
      sender: null,
    },
    {
      category,
      channel: item.channel ?? null,
      isSenderBlocked: false,
      isKnownCustomer: item.is_known_customer,
      threadLabels: item.thread_labels,
      isHumanReplied: false,
      needsPerson:
        cues.some((cue) => cue.kind === 'wants_human' || cue.kind === 'danger') ||
        scores.danger >= ctx.models.classifier.thresholds.danger,
      asksQuestion: asksQuestion(ctx, assessed),
      shipped: ctx.models.classifier.thresholds,
    },
  )
  return { ...moderation, language: language.tag, category, labels, policy: policy.version }
}

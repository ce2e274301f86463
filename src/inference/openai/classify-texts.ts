import type { OpenAI } from 'openai'
import type { ProviderConfig } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { redactText } from '../../privacy/redact-text.ts'
import type { ClassifierOutput, TextClassifier } from '../text-classifier.ts'
import { openClient } from './open-client.ts'
import { withinDeadline } from './within-deadline.ts'

export interface ModerationOptions {
  readonly provider: Pick<ProviderConfig, 'apiKey' | 'baseUrl'>
  readonly model: string
  /** Says everything that the moderation endpoint has no word for, above all spam. */
  readonly embedded: TextClassifier
  /** A hate score at or above fires; the endpoint's scores are no probabilities. */
  readonly hateThreshold?: number
  /** For one call with all its texts and retries. */
  readonly deadlineMs?: number
}

const DEADLINE_MS = 10_000
const HATE_THRESHOLD = 0.4
const PER_CALL = 32

/**
 * Hate and danger by an OpenAI-compatible moderation endpoint, the rest by the embedded model. Nothing is imported
 * before its first use. Throws `provider_failed` where the provider refuses, is too late, or answers something else.
 */
export function makeOpenAiClassifier(options: ModerationOptions): TextClassifier {
  const { embedded } = options
  let client: Promise<OpenAI> | null = null
  return {
    id: `openai:${options.model}+${embedded.id}`,
    thresholds: { ...embedded.thresholds, hate: options.hateThreshold ?? HATE_THRESHOLD },
    classify: async (inputs, signal) => {
      const own = await embedded.classify(inputs, signal)
      client ??= openClient(options.provider)
      const limit = withinDeadline(options.deadlineMs ?? DEADLINE_MS, signal)
      const outputs: ClassifierOutput[] = []
      for (let at = 0; at < inputs.length; at += PER_CALL) {
        // What leaves the machine carries no personal data.
        const texts = inputs.slice(at, at + PER_CALL).map((input) => redactText(input.text))
        const found = await moderate(await client, options, texts, limit)
        outputs.push(...found.map((scores, i) => merge(own[at + i]!, scores)))
      }
      return outputs
    },
  }
}

type CategoryScores = Readonly<Record<string, number>>

async function moderate(
  client: OpenAI,
  { model }: ModerationOptions,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<CategoryScores[]> {
  const response = await client.moderations
    .create({ model, input: [...texts] }, { signal })
    .catch((cause: unknown) => {
      throw new AppError(
        'provider_failed',
        `The provider did not moderate ${texts.length} texts with ${model}`,
        { cause },
      )
    })
  // The client names only the categories that it knows; servers send others as well.
  const scores = response.results?.map((result) => result.category_scores as unknown as CategoryScores)
  if (scores?.length !== texts.length || scores.some((each) => typeof each?.hate !== 'number')) {
    throw new AppError('provider_failed', `${model} did not answer category scores for ${texts.length} texts`)
  }
  return scores
}

const DANGER = ['self-harm', 'self-harm/intent', 'self-harm/instructions']

function merge(own: ClassifierOutput, scores: CategoryScores): ClassifierOutput {
  const highest = (names: readonly string[]) =>
    Math.min(1, Math.max(0, ...names.map((name) => scores[name] ?? 0)))
  return {
    scores: {
      ...own.scores,
      hate: highest(['hate', 'hate/threatening']),
      danger: Math.max(own.scores.danger, highest(DANGER)),
    },
    // The endpoint names no words; what the embedded model saw of hate is not why it decided.
    evidence: own.evidence.filter((span) => span.label !== 'hate'),
  }
}

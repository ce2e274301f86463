import type { OpenAI } from 'openai'
import type { ProviderConfig } from '../../config.ts'
import { redactText } from '../../privacy/redact-text.ts'
import type { TextModerator } from '../text-moderator.ts'
import { classifyFailure } from './classify-failure.ts'
import { openClient } from './open-client.ts'
import { withinDeadline } from './within-deadline.ts'

/** Nobody waits longer for one opinion of several. */
const DEADLINE_MS = 3000

/** The moderation endpoint of an OpenAI-compatible server. What leaves the machine carries no personal data. */
export function openModerator(
  provider: Pick<ProviderConfig, 'apiKey' | 'baseUrl'>,
  model: string,
  deadlineMs = DEADLINE_MS,
): TextModerator {
  let client: Promise<OpenAI> | null = null
  return {
    id: `openai:${model}`,
    async moderate(text, signal) {
      client ??= openClient(provider)
      const opened = await client
      const limit = withinDeadline(deadlineMs, signal)
      try {
        const request = { model, input: redactText(text) }
        const response = await opened.moderations.create(request, { signal: limit })
        // Servers send more categories than the client's types name, and some send null for what they did not look at.
        const given: unknown = response.results?.[0]?.category_scores
        const scores = Object.entries(given ?? {}).filter(([, score]) => typeof score === 'number')
        if (scores.length === 0) return { ok: false, failure: 'provider_invalid_output' }
        return { ok: true, scores: Object.fromEntries(scores) as Record<string, number> }
      } catch (error) {
        return { ok: false, failure: limit.aborted ? 'provider_timeout' : classifyFailure(error) }
      }
    },
  }
}

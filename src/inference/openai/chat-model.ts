import { setTimeout as sleep } from 'node:timers/promises'
import type { Runnable } from '@langchain/core/runnables'
import { z } from 'zod'
import type { ProviderConfig } from '../../config.ts'
import type { ChatFailure, ChatModel, ChatRequest, ChatResult, ChatUsage } from '../chat-model.ts'
import { classifyFailure, retryDelayMs } from './classify-failure.ts'
import { withinDeadline } from './within-deadline.ts'

export interface ChatModelOptions {
  /** For one request with its retry and waiting. */
  readonly deadlineMs?: number
  /** Wait before the retry where the provider names none. */
  readonly retryDelayMs?: number
}

const DEADLINE_MS = 15_000
const RETRY_DELAY_MS = 400
const MOST_ATTEMPTS = 2
const WORTH_A_RETRY: readonly ChatFailure[] = [
  'provider_rate_limited',
  'provider_error',
  'provider_unreachable',
]
/** These models refuse any temperature but their own. */
const IS_REASONING = /^(?:o\d|gpt-5)/u

/**
 * A chat model behind the OpenAI protocol, through langchain. One deadline spans all attempts: the client's own timeout
 * counts each attempt anew. What a provider says of an error may quote the prompt, so that only its kind leaves here.
 */
export function openChatModel(config: ProviderConfig, options: ChatModelOptions = {}): ChatModel {
  // langchain takes a third of a second to import, and only a process that drafts with a provider needs it.
  const opened = new Map<string, Promise<Runnable>>()
  const open = <T>(request: ChatRequest<T>): Promise<Runnable> => {
    const known = opened.get(request.promptVersion)
    if (known !== undefined) return known
    const made = connect(config, request)
    opened.set(request.promptVersion, made)
    // What failed once may work the next time.
    made.catch(() => opened.delete(request.promptVersion))
    return made
  }
  return {
    id: `openai:${config.model}`,
    async complete(request, signal) {
      const model = await open(request).catch(() => null)
      if (model === null) return { ok: false, failure: 'provider_error' }
      const limit = withinDeadline(options.deadlineMs ?? DEADLINE_MS, signal)
      for (let attempt = 1; ; attempt += 1) {
        const { result, delayMs } = await ask(model, request, limit, options.retryDelayMs ?? RETRY_DELAY_MS)
        if (result.ok || attempt === MOST_ATTEMPTS || delayMs === null) return result
        const isWaited = await sleep(delayMs, true, { signal: limit }).catch(() => false)
        if (!isWaited) return result
      }
    },
  }
}

async function connect<T>(config: ProviderConfig, request: ChatRequest<T>): Promise<Runnable> {
  const { initChatModel } = await import('langchain')
  const model = await initChatModel(`openai:${config.model}`, {
    apiKey: config.apiKey,
    maxTokens: request.maxTokens,
    maxRetries: 0,
    ...(IS_REASONING.test(config.model) ? {} : { temperature: request.temperature }),
    configuration: { logLevel: 'off', ...(config.baseUrl === null ? {} : { baseURL: config.baseUrl }) },
  })
  return model.withStructuredOutput(request.schema as never, {
    name: request.schemaName,
    method: 'jsonSchema',
    strict: true,
    // What it took stands beside the answer only in the raw message.
    includeRaw: true,
  })
}

/** One attempt; `delayMs` says how long to wait for another, null where none would help. */
async function ask<T>(
  model: Runnable,
  request: ChatRequest<T>,
  signal: AbortSignal,
  defaultDelayMs: number,
): Promise<{ result: ChatResult<T>; delayMs: number | null }> {
  try {
    const messages = [
      { role: 'system', content: request.system },
      { role: 'user', content: request.user },
    ]
    const headers = { 'x-prompt-version': request.promptVersion }
    const answer = await model.invoke(messages, { signal, options: { headers } } as object)
    // A server that does not know about schemas answers with whatever it likes.
    const parsed = request.schema.safeParse(answer.parsed)
    const result: ChatResult<T> = parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, failure: 'provider_invalid_output' }
    return { result: { ...result, ...readUsage(answer.raw) }, delayMs: null }
  } catch (error) {
    const failure = signal.aborted ? 'provider_timeout' : classifyFailure(error)
    const delayMs = WORTH_A_RETRY.includes(failure) ? retryDelayMs(error, defaultDelayMs) : null
    return { result: { ok: false, failure }, delayMs }
  }
}

const Raw = z.object({
  usage_metadata: z.object({ input_tokens: z.int().min(0), output_tokens: z.int().min(0) }),
})

function readUsage(raw: unknown): { readonly usage?: ChatUsage } {
  const read = Raw.safeParse(raw)
  if (!read.success) return {}
  const { input_tokens: input, output_tokens: output } = read.data.usage_metadata
  return { usage: { input, output } }
}

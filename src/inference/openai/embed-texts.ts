import type { OpenAI } from 'openai'
import type { ProviderConfig } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { type Embedder, TextRefusedError } from '../embedder.ts'
import { isInputRefused } from './classify-failure.ts'
import { openClient } from './open-client.ts'
import { withinDeadline } from './within-deadline.ts'

export interface OpenAiEmbedderOptions {
  readonly provider: Pick<ProviderConfig, 'apiKey' | 'baseUrl'>
  readonly model: string
  /** Of the vectors, as the model gives them or is asked to shorten them to. */
  readonly dimensions: number
  /** For each request with its retries. */
  readonly deadlineMs?: number
}

const DEADLINE_MS = 20_000
/** What a slow provider on a machine without a graphics card embeds within the deadline. */
const PER_REQUEST = 64

/**
 * An embedder behind the OpenAI protocol. Nothing is imported before its first use. Throws `provider_failed` where the
 * provider refuses, is too late, or answers with vectors of another size; a `TextRefusedError` where it is the input that it
 * refuses.
 */
export function makeOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  let client: Promise<OpenAI> | null = null
  return {
    id: `openai:${options.model}:${options.dimensions}`,
    dimensions: options.dimensions,
    embed: async (texts, signal) => {
      client ??= openClient(options.provider)
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += PER_REQUEST) {
        const limit = withinDeadline(options.deadlineMs ?? DEADLINE_MS, signal)
        vectors.push(...(await embedChunk(await client, options, texts.slice(at, at + PER_REQUEST), limit)))
      }
      return vectors
    },
  }
}

async function embedChunk(
  client: OpenAI,
  { model, dimensions }: OpenAiEmbedderOptions,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  // The protocol refuses empty strings; a blank one stands for a text without any meaning.
  const input = texts.map((text) => (text.trim() === '' ? ' ' : text))
  const response = await client.embeddings
    .create({ model, input, dimensions, encoding_format: 'float' }, { signal })
    .catch((cause: unknown) => {
      const Failure = isInputRefused(cause) ? TextRefusedError : AppError
      const said = `The provider did not embed ${texts.length} texts with ${model}`
      throw new Failure('provider_failed', said, { cause })
    })
  const vectors = [...response.data].sort((a, b) => a.index - b.index).map((row) => toUnit(row.embedding))
  if (vectors.length !== texts.length || vectors.some((vector) => vector.length !== dimensions)) {
    throw new AppError(
      'provider_failed',
      `${model} did not answer ${texts.length} vectors of ${dimensions} numbers`,
    )
  }
  return vectors
}

function toUnit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1
  return Float32Array.from(values, (x) => x / length)
}

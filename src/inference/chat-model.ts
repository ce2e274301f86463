import type { z } from 'zod'

export interface ChatRequest<T> {
  /** Versioned prompt, for instance `draft-reply@2`. */
  readonly promptVersion: string
  readonly system: string
  readonly user: string
  /** Name and shape of the structured answer. */
  readonly schemaName: string
  readonly schema: z.ZodType<T>
  readonly temperature: number
  readonly maxTokens: number
}

/** Why a provider gave no usable answer. Each ends at a person with its own reason. */
export type ChatFailure =
  | 'provider_rate_limited'
  | 'provider_error'
  | 'provider_timeout'
  | 'provider_invalid_output'
  | 'provider_unreachable'

/** Tokens of one request, as its provider counts them. */
export interface ChatUsage {
  readonly input: number
  readonly output: number
}

/** `usage` is absent where the provider does not say. */
export type ChatResult<T> = { readonly usage?: ChatUsage } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ChatFailure }
)

/** A language model behind an OpenAI-compatible or other provider. Failures are values. */
export interface ChatModel {
  readonly id: string
  complete<T>(request: ChatRequest<T>, signal?: AbortSignal): Promise<ChatResult<T>>
}

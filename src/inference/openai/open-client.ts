import type { OpenAI } from 'openai'
import type { ProviderConfig } from '../../config.ts'

/** The protocol's client, imported at its first use. It logs nothing: what it sees may hold personal data. */
export async function openClient({
  apiKey,
  baseUrl,
}: Pick<ProviderConfig, 'apiKey' | 'baseUrl'>): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  return new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 1, logLevel: 'off' })
}

import type { ProviderConfig } from '../config.ts'
import type { ChatModel } from './chat-model.ts'
import { openChatModel } from './openai/chat-model.ts'

/** The configured provider's chat model, or null where none is configured. Nothing is imported or asked before its first use. */
export function loadChatModel(provider: ProviderConfig | null): ChatModel | null {
  return provider === null ? null : openChatModel(provider)
}

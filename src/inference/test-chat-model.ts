import { z } from 'zod'
import type { ChatFailure, ChatModel } from './chat-model.ts'

export type ChatTest =
  | { readonly ok: true; readonly tookMs: number }
  | { readonly ok: false; readonly failure: ChatFailure }

/** Asks a provider the smallest question there is, without a word of anybody's. */
export async function testChatModel(chat: ChatModel): Promise<ChatTest> {
  const startedAt = performance.now()
  const answer = await chat.complete({
    promptVersion: 'provider-test@1',
    system: 'Answer with the word that the user names.',
    user: 'ok',
    schemaName: 'provider_test',
    schema: z.object({ word: z.string() }),
    temperature: 0,
    maxTokens: 20,
  })
  return answer.ok ? { ok: true, tookMs: Math.round(performance.now() - startedAt) } : answer
}

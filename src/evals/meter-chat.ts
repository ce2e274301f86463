import type { ChatModel } from '../inference/chat-model.ts'
import type { Usage } from './result.ts'

export interface MeteredChat {
  readonly chat: ChatModel
  /** What it took so far. */
  readonly usage: Usage
}

export const NO_USAGE: Usage = { calls: 0, failures: 0, input_tokens: 0, output_tokens: 0, unmetered: 0 }

/** The model with its calls and tokens counted. */
export function meterChat(chat: ChatModel): MeteredChat {
  const usage = { ...NO_USAGE }
  return {
    usage,
    chat: {
      id: chat.id,
      async complete(request, signal) {
        usage.calls += 1
        const answer = await chat.complete(request, signal)
        if (!answer.ok) usage.failures += 1
        if (answer.usage === undefined) usage.unmetered += 1
        usage.input_tokens += answer.usage?.input ?? 0
        usage.output_tokens += answer.usage?.output ?? 0
        return answer
      },
    },
  }
}

import type { ChatModel } from '../inference/chat-model.ts'
import type { Case } from './case.ts'
import { obeyAttack } from './obey-attack.ts'

/** The model that drafts for a case: the configured one, or the one that the case scripts. */
export interface ScriptedModel {
  /** For the case at hand; null where nothing drafts but the embedded responder. */
  chatFor(given: Case): ChatModel | null
  /** What it was made to say since the case began; null where it saw nothing of an attack. */
  readonly said: string | null
  readonly calls: number
}

export function scriptModel(configured: ChatModel | null): ScriptedModel {
  let said: string | null = null
  let calls = 0
  const counted = (chat: ChatModel): ChatModel => ({
    id: chat.id,
    complete(request, signal) {
      calls += 1
      return chat.complete(request, signal)
    },
  })
  return {
    chatFor({ model }) {
      said = null
      calls = 0
      if (model === null) return configured === null ? null : counted(configured)
      return counted({
        id: 'obeys-everything',
        async complete(request) {
          const obeyed = obeyAttack(request, model)
          said = obeyed.said
          return { ok: true, value: request.schema.parse(obeyed.value) }
        },
      })
    },
    get said() {
      return said
    },
    get calls() {
      return calls
    },
  }
}

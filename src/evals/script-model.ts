import type { ChatModel } from '../inference/chat-model.ts'
import type { Case } from './case.ts'
import { meterChat, NO_USAGE } from './meter-chat.ts'
import { obeyAttack } from './obey-attack.ts'
import type { Usage } from './result.ts'

/** The model that drafts for a case: the configured one, or the one that the case scripts. */
export interface ScriptedModel {
  /** For the case at hand; null where nothing drafts but the embedded responder. */
  chatFor(given: Case): ChatModel | null
  /** What it was made to say since the case began; null where it saw nothing of an attack. */
  readonly said: string | null
  /** What it was asked since the case began. */
  readonly usage: Usage
}

const FENCE = /\b[0-9a-f]{16}\b/gu

export function scriptModel(configured: ChatModel | null): ScriptedModel {
  let said: string | null = null
  let usage = NO_USAGE
  const obedient = (model: NonNullable<Case['model']>): ChatModel => ({
    id: 'obeys-everything',
    async complete(request) {
      const obeyed = obeyAttack(request, model)
      // The prompt's fence is another one each time, and a result is not.
      said = obeyed.said?.replace(FENCE, '[fence]') ?? null
      return { ok: true, value: request.schema.parse(obeyed.value) }
    },
  })
  return {
    chatFor({ model }) {
      said = null
      usage = NO_USAGE
      const drafts = model === null ? configured : obedient(model)
      if (drafts === null) return null
      const metered = meterChat(drafts)
      usage = metered.usage
      return metered.chat
    },
    get said() {
      return said
    },
    get usage() {
      return usage
    },
  }
}

import { z } from 'zod'
import type { Surface } from '../domain/assessment.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import type { Opinion } from './cascade-classifier.ts'
import type { ChatModel, ChatResult } from './chat-model.ts'
import { readPrompt } from './read-prompt.ts'
import { sealText } from './seal-text.ts'

/** A message to judge, and what of it is personal data. */
export interface ToJudge {
  readonly text: string
  readonly surface: Surface
  readonly contactName: string | null
  readonly orderMasks: readonly string[]
  /** Marks in the prompt where the message begins and ends. */
  readonly fence: string
}

const Answer = z.object({
  spam: z.boolean(),
  hate: z.boolean(),
  personal: z.boolean(),
  courtesy: z.boolean(),
  danger: z.boolean(),
})

const LONGEST_TEXT = 4_000

/** What a provider's model says that a message is. It sees placeholders instead of personal data. */
export function askOpinion(
  chat: ChatModel,
  { text, surface, contactName, orderMasks, fence }: ToJudge,
  signal?: AbortSignal,
): Promise<ChatResult<Opinion>> {
  const prompt = readPrompt('classify-message')
  const hidden = openRedaction({ contactName, orderMasks, texts: [text] }).hide(text)
  const values = {
    prompt_version: prompt.version,
    fence,
    surface: surface === 'dm' ? 'private message' : 'public comment',
    message: sealText(hidden.slice(0, LONGEST_TEXT).toWellFormed()),
  }
  return chat.complete(
    {
      promptVersion: prompt.version,
      ...prompt.render(values),
      schemaName: 'message_labels',
      schema: Answer,
      temperature: prompt.temperature,
      maxTokens: prompt.maxTokens,
    },
    signal,
  )
}

/** Whom a decision names when its provider was asked: the model and the prompt. */
export function nameOpinion(chat: Pick<ChatModel, 'id'>): string {
  return `${chat.id}/${readPrompt('classify-message').version}`
}

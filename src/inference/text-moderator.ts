import type { ChatFailure } from './chat-model.ts'

/** Scores by the endpoint's own categories, or why there are none. */
export type ModeratedText =
  | { readonly ok: true; readonly scores: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly failure: ChatFailure }

/** A provider's moderation endpoint. */
export interface TextModerator {
  readonly id: string
  moderate(text: string, signal?: AbortSignal): Promise<ModeratedText>
}

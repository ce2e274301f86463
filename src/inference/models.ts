import type { ChatModel } from './chat-model.ts'
import type { Embedder } from './embedder.ts'
import type { PassageRanker } from './passage-ranker.ts'
import type { TextClassifier } from './text-classifier.ts'
import type { TextModerator } from './text-moderator.ts'

/** The models a process answers with. */
export interface Models {
  readonly embedder: Embedder
  readonly classifier: TextClassifier
  readonly ranker: PassageRanker
  /** Null where no provider is configured: drafts then quote the knowledge. */
  readonly chat: ChatModel | null
  /** The provider's moderation endpoint; null where none is configured. */
  readonly moderator: TextModerator | null
}

import type { ChatModel } from './chat-model.ts'
import type { Embedder } from './embedder.ts'
import type { PassageRanker } from './passage-ranker.ts'
import type { TextClassifier } from './text-classifier.ts'
import type { TextModerator } from './text-moderator.ts'

/** The models a process answers with. */
export interface Models {
  /** Searches and saves. */
  readonly embedder: Embedder
  /** Configured, but not in use until every entry has its vectors; null where there is nothing to wait for. */
  readonly pending: Embedder | null
  /** The shipped one, which is always at hand. */
  readonly embedded: Embedder
  readonly classifier: TextClassifier
  readonly ranker: PassageRanker
  /** Null where no provider is configured: drafts then quote the knowledge. */
  readonly chat: ChatModel | null
  /** The provider's moderation endpoint; null where none is configured. */
  readonly moderator: TextModerator | null
}

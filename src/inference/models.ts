import type { ModelSide } from '../domain/model-side.ts'
import type { ChatModel } from './chat-model.ts'
import type { Embedder } from './embedder.ts'
import type { PassageRanker } from './passage-ranker.ts'
import type { TextClassifier } from './text-classifier.ts'
import type { TextModerator } from './text-moderator.ts'

/** One kind of model by side; null where the operator configured none. */
export interface Sides<Model> {
  readonly embedded: Model
  readonly transformers: Model | null
  readonly openai: Model | null
  /** The side that answers whoever chose none. */
  readonly usual: ModelSide
}

/** The models of a process, among which each workspace chooses; `forWorkspace` gives what it chose. */
export interface InstalledModels {
  readonly embedders: Sides<Embedder>
  readonly classifiers: Sides<TextClassifier>
  readonly ranker: PassageRanker
  /** Null where no provider is configured. */
  readonly chat: ChatModel | null
  /** The provider's moderation endpoint; null where none is configured. */
  readonly moderator: TextModerator | null
}

/** The models that answer one workspace. */
export interface Models {
  /** The one that its knowledge is embedded by: that chosen, or until every entry has its new vectors the one before. */
  readonly embedder: Embedder
  readonly classifier: TextClassifier
  /** For what nobody waits for an answer to: the classifier, or the embedded one in place of the provider's. */
  readonly quietClassifier: TextClassifier
  readonly ranker: PassageRanker
  /** Words drafts; null where they quote the knowledge. */
  readonly chat: ChatModel | null
  /** Gives second opinions; null where no provider is configured. */
  readonly adviser: ChatModel | null
  readonly moderator: TextModerator | null
}

import type { Policy } from '../moderation/policy.ts'
import type { WordPatterns } from '../moderation/signal-fields.ts'
import { words } from '../moderation/signals/words.ts'
import { openSources } from '../pipeline/open-sources.ts'
import { type TurnSources, type WorkedOut, workOut } from '../pipeline/work-out.ts'
import { keptSources, type ReplayContext } from './kept-sources.ts'
import type { KeptTurn } from './load-past-turns.ts'

/** What is to be otherwise than it was; whatever is left out is as it was kept. */
export interface Changes {
  readonly policy?: Policy
  /** The word lists as they are now. */
  readonly wordLists?: readonly WordPatterns[]
  /** Searches the knowledge as it is now. */
  readonly isKnowledgeCurrent?: boolean
  /** Asks the provider that is configured now, with the prompt of now. */
  readonly isProviderCurrent?: boolean
  /** A draft at or above it goes out by itself; null where none does. */
  readonly autoThreshold?: number | null
  /** For drafts that were not made then. */
  readonly fallbackThreshold?: number | null
}

/** Works a past turn out again, with everything as it was but for the changes. Writes nothing and sends nothing. */
export function workAgain(
  ctx: ReplayContext,
  kept: KeptTurn,
  changes: Changes,
  signal?: AbortSignal,
): Promise<WorkedOut> {
  const turn = changes.policy === undefined ? kept.turn : { ...kept.turn, policy: changes.policy }
  return workOut(ctx, turn, changedSources(ctx, kept, changes), signal)
}

function changedSources(ctx: ReplayContext, kept: KeptTurn, changes: Changes): TurnSources {
  const then = keptSources(ctx, kept)
  const now = openSources(ctx, kept.turn)
  const { wordLists, isKnowledgeCurrent = false, isProviderCurrent = false } = changes
  const { search, readKnowledge } = isKnowledgeCurrent ? now : then
  const { chat, fence } = isProviderCurrent ? now : then
  return {
    models: then.models,
    search,
    readKnowledge,
    chat,
    fence,
    readFrame: then.readFrame,
    applyRules: then.applyRules,
    readAutoThreshold: () => readThreshold(kept, changes),
    async examine(input) {
      const results = await then.examine(input)
      if (wordLists === undefined) return results
      const spoken = await words.examine(ctx, { ...input, wordLists })
      return results.map((result) => (result.signal === 'words' ? spoken : result))
    },
  }
}

async function readThreshold(
  { trace: { autoThreshold: then } }: KeptTurn,
  { autoThreshold, fallbackThreshold = null }: Changes,
): Promise<number | null> {
  if (autoThreshold !== undefined) return autoThreshold
  return then === 'not_asked' ? fallbackThreshold : then
}

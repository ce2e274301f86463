import type { Db } from '../db/database.ts'
import type { DecisionTrace, FoundPassage } from '../domain/decision-trace.ts'
import type { Passage } from '../domain/passage.ts'
import type { SignalResult } from '../domain/signal.ts'
import type { ChatModel, ChatResult } from '../inference/chat-model.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import type { Logger } from '../logger.ts'
import type { Sightings } from '../moderation/open-sightings.ts'
import { ALL_SIGNALS, runSignals } from '../moderation/run-signals.ts'
import type { SignalInput } from '../moderation/signals/signal.ts'
import { OBSERVED_SIGNALS } from '../pipeline/keep-trace.ts'
import { keptCascade } from '../pipeline/open-cascade.ts'
import { modelsOf } from '../pipeline/open-sources.ts'
import type { TurnRules } from '../pipeline/rule-turn.ts'
import type { TurnSources } from '../pipeline/work-out.ts'
import { entryKey, type KeptTurn } from './load-past-turns.ts'

export interface ReplayContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Models
  readonly candidates: CandidateCache
  readonly sightings: Sightings
  readonly logger: Logger
}

/** What a turn was told when it was decided. The models are those of this process: what they say is worked out again. */
export function keptSources(
  ctx: Pick<ReplayContext, 'models' | 'sightings' | 'clock' | 'logger'>,
  { turn, trace, entries }: KeptTurn,
): TurnSources {
  const models = modelsOf(ctx, turn)
  return {
    models: { ...models, classifier: keptCascade(models.classifier, trace.opinion) },
    search: async (lookups) =>
      lookups.map(({ question, reading }) => {
        const search = trace.searches.find((kept) => kept.question === question && kept.reading === reading)
        return (search?.found ?? []).map((found) => passageOf(found, entries))
      }),
    readKnowledge: async () => trace.knowledge,
    examine: (input) => examineAgain(ctx, trace, input),
    chat: keptChat(trace.provider),
    fence: trace.provider?.fence ?? '',
    readFrame: async () => trace.frame,
    applyRules: async () => keptRules(trace.rule),
    readAutoThreshold: async () => (trace.autoThreshold === 'not_asked' ? null : trace.autoThreshold),
  }
}

/** What a rule did then; its words stand with the reply that they became. */
function keptRules(effect: DecisionTrace['rule']): TurnRules {
  const ruling = effect === null ? null : ({ effect, saying: null, kind: 'rule', notBefore: null } as const)
  return { version: 0, message: { ruling, trace: [] }, handOff: () => ({ ruling: null, trace: [] }) }
}

function passageOf(
  { entry, version, score, confidence, matchedBy }: FoundPassage,
  entries: KeptTurn['entries'],
) {
  const said = entries.get(entryKey(entry, version))
  if (said === undefined) throw new Error(`version ${version} of entry ${entry} is gone`)
  return { entry: said, score, confidence, matched_by: [...matchedBy] } satisfies Passage
}

/** Signals of the message itself speak again; the others said what they said. */
async function examineAgain(
  ctx: Parameters<typeof keptSources>[0],
  trace: DecisionTrace,
  input: SignalInput,
): Promise<SignalResult[]> {
  const own = ALL_SIGNALS.filter(({ name }) => !OBSERVED_SIGNALS.has(name))
  const spoken = [...trace.signals, ...(await runSignals(ctx, input, undefined, own))]
  return ALL_SIGNALS.flatMap(({ name }) => spoken.find(({ signal }) => signal === name) ?? [])
}

/** Where the provider was not asked then, it cannot be asked now: what would need its words goes to a person. */
function keptChat(provider: DecisionTrace['provider']): ChatModel | null {
  if (provider === null) return null
  return {
    id: provider.model,
    // What was kept is what this very prompt was answered, in the shape that it asked for.
    complete: async <T>() =>
      (provider.answer ?? { ok: false, failure: 'provider_unreachable' }) as ChatResult<T>,
  }
}

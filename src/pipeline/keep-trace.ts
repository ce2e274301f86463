import type { DecisionTrace, FoundPassage } from '../domain/decision-trace.ts'
import type { Passage } from '../domain/passage.ts'
import type { SignalName } from '../domain/signal.ts'
import type { Turn } from './load-turn.ts'
import type { LiveSources } from './open-sources.ts'
import type { WorkedOut } from './work-out.ts'

/** Signals that ask the database or a provider; the others are worked out from the message alone. */
export const OBSERVED_SIGNALS: ReadonlySet<SignalName> = new Set([
  'words',
  'repetition',
  'sender',
  'provider',
])

/** All that a decision was made from and that may be otherwise tomorrow. */
export function keepTrace(turn: Turn, worked: WorkedOut, sources: LiveSources): DecisionTrace {
  const { inputs, facts, searches, assessment } = worked
  const { tone, greeting, order_masks } = turn.settings
  const idsOf = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id)
  return {
    messages: idsOf(turn.messages),
    carried: idsOf(turn.carried),
    history: turn.history.map(({ id, from }) => ({ id, from })),
    contactName: turn.contact.name,
    settings: { tone, greeting, orderMasks: order_masks ?? [] },
    circumstances: {
      mode: inputs.mode,
      disposition: inputs.disposition,
      isStopped: inputs.isStopped,
      isAiSilenced: inputs.isAiSilenced,
      isHumanReplied: facts.isHumanReplied,
      isAwaitingHuman: inputs.isAwaitingHuman,
      isLoop: inputs.isLoop,
      isOptedOut: inputs.isOptedOut,
      isSenderBlocked: facts.isSenderBlocked,
      isKnownCustomer: facts.isKnownCustomer,
      threadLabels: facts.threadLabels,
    },
    policy: turn.policy.version,
    knowledge: assessment.versions.knowledge,
    searches: searches.map(({ question, reading, found }) => ({
      question,
      reading,
      found: found.map(foundOf),
    })),
    signals: facts.signals.filter(({ signal }) => OBSERVED_SIGNALS.has(signal)),
    provider:
      sources.chat === null
        ? null
        : { model: sources.chat.id, fence: sources.fence, answer: sources.answers.at(-1) ?? null },
    opinion: sources.opinion(),
    rule: inputs.rule,
    frame: worked.draft?.kind === 'drafted' ? worked.draft.reply.frame : null,
    autoThreshold: worked.draft === null ? 'not_asked' : inputs.autoThreshold,
  }
}

function foundOf({ entry, score, confidence, matched_by }: Passage): FoundPassage {
  return { entry: entry.id, version: entry.version, score, confidence, matchedBy: matched_by }
}

import { readConfidence } from '../confidence/read-confidence.ts'
import type { Db } from '../db/database.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import type { SignalResult } from '../domain/signal.ts'
import type { ChatModel, ChatResult } from '../inference/chat-model.ts'
import type { Models } from '../inference/models.ts'
import { isPaused } from '../inference/name-models.ts'
import { runSignals } from '../moderation/run-signals.ts'
import { notExamined, type SignalInput } from '../moderation/signals/signal.ts'
import { isRuleWord } from '../rules/is-rule-word.ts'
import { readAnswerFrame } from '../words/read-answer-frame.ts'
import { searchSources } from './assess-text.ts'
import { isLive, type Turn } from './load-turn.ts'
import { openCascade } from './open-cascade.ts'
import type { TurnContext } from './process-turn.ts'
import { ruleTurn } from './rule-turn.ts'
import type { TurnSources } from './work-out.ts'

/** The sources of a live turn, which keep what the provider answered and what it was asked besides. */
export interface LiveSources extends TurnSources {
  readonly answers: readonly ChatResult<unknown>[]
  readonly opinion: () => DecisionTrace['opinion']
}

/** Everything as it is now: knowledge, signals, provider, threshold. */
export function openSources(ctx: Omit<TurnContext, 'bell'>, turn: Turn, signal?: AbortSignal): LiveSources {
  const workspaceId = turn.thread.workspace_id
  const answers: ChatResult<unknown>[] = []
  const { classifier, opinion } = openCascade({ ...ctx, models: modelsOf(ctx, turn) }, turn)
  return {
    ...searchSources({ ...ctx, models: { ...ctx.models, classifier } }, workspaceId),
    examine: (input) => examine(ctx, turn, input, signal),
    chat: ctx.models.chat === null ? null : keepAnswers(ctx.models.chat, answers),
    fence: ctx.newId('f').slice(-16),
    readAutoThreshold: () => readAutoThreshold(ctx, turn),
    readFrame: (language) => readAnswerFrame(ctx.db, workspaceId, turn.channel.id, language),
    applyRules: (assessed) => ruleTurn(ctx, turn, assessed),
    answers,
    opinion,
  }
}

/** Nobody outside is asked about what nobody answers. */
export function modelsOf({ models }: Pick<TurnContext, 'models'>, turn: Turn): Models {
  return isLive(turn) ? models : { ...models, classifier: models.quietClassifier, adviser: null }
}

async function examine(
  ctx: Pick<TurnContext, 'db' | 'clock' | 'models' | 'sightings' | 'logger'>,
  turn: Turn,
  input: SignalInput,
  signal?: AbortSignal,
): Promise<SignalResult[]> {
  const reason = ctx.models.moderator === null ? null : await reasonToKeepIn(ctx.db, turn)
  if (reason === null) return runSignals(ctx, input, signal)
  const results = await runSignals({ ...ctx, models: { ...ctx.models, moderator: null } }, input, signal)
  return results.map((one) => (one.signal === 'provider' ? notExamined('provider', reason) : one))
}

/** Why no endpoint outside is shown the turn: nothing comes of it, or it is a word that rules wait for. */
async function reasonToKeepIn(db: Db, turn: Turn): Promise<'not_live' | 'rule_word' | null> {
  if (!isLive(turn)) return 'not_live'
  const said = turn.messages.map((message) => message.text)
  return (await isRuleWord(db, turn.thread.workspace_id, said)) ? 'rule_word' : null
}

/** The workspace's threshold, or the channel's own where that is stricter; none where it went live with other models. */
async function readAutoThreshold(
  ctx: Pick<TurnContext, 'db' | 'models'>,
  { thread, channel, settings }: Pick<Turn, 'thread' | 'channel' | 'settings'>,
): Promise<number | null> {
  if (isPaused(channel, ctx.models)) return null
  const { threshold } = await readConfidence(ctx, thread.workspace_id, settings.max_error ?? null)
  return threshold === null ? null : Math.max(threshold, channel.auto_threshold ?? 0)
}

function keepAnswers(chat: ChatModel, answers: ChatResult<unknown>[]): ChatModel {
  return {
    id: chat.id,
    async complete(request, signal) {
      const answer = await chat.complete(request, signal)
      answers.push(answer)
      return answer
    },
  }
}

import { readConfidence } from '../confidence/read-confidence.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import type { ChatModel, ChatResult } from '../inference/chat-model.ts'
import { runSignals } from '../moderation/run-signals.ts'
import { readAnswerFrame } from '../words/read-answer-frame.ts'
import { searchSources } from './assess-text.ts'
import type { Turn } from './load-turn.ts'
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
  const { classifier, opinion } = openCascade(ctx, turn)
  return {
    ...searchSources({ ...ctx, models: { ...ctx.models, classifier } }, workspaceId),
    examine: (input) => runSignals(ctx, input, signal),
    chat: ctx.models.chat === null ? null : keepAnswers(ctx.models.chat, answers),
    fence: ctx.newId('f').slice(-16),
    readAutoThreshold: () => readAutoThreshold(ctx, turn),
    readFrame: (language) => readAnswerFrame(ctx.db, workspaceId, turn.channel.id, language),
    applyRules: (assessed) => ruleTurn(ctx, turn, assessed),
    answers,
    opinion,
  }
}

/** The workspace's threshold, or the channel's own where that is stricter. */
async function readAutoThreshold(
  ctx: Pick<TurnContext, 'db' | 'models'>,
  { thread, channel, settings }: Pick<Turn, 'thread' | 'channel' | 'settings'>,
): Promise<number | null> {
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

import { setTimeout as sleep } from 'node:timers/promises'
import { Decision } from '../domain/decision.ts'
import { type ChannelMode, MessageAccepted } from '../domain/message.ts'
import { AppError } from '../errors.ts'
import { type Answer, type DemoApi, explainAnswer } from './demo-api.ts'
import type { DemoMessage } from './demo-message.ts'

export const SETTLE_MS = 50
export const CONCURRENCY = 8
/** After this a message counts as undecided. */
const PATIENCE_MS = 60_000
/** Of ten messages in a row; the rest go to the channel that answers by itself. */
const MODES: readonly ChannelMode[] = ['off', 'shadow', 'draft']

export interface Outcome {
  readonly message: DemoMessage
  readonly mode: ChannelMode
  readonly decision: Decision | null
  /** From the request to its decision, in milliseconds. */
  readonly elapsedMs: number
  /** Why there is no decision. */
  readonly fault: string | null
}

/** Makes one channel in each mode, `demo-off` to `demo-auto`; a new message is decided after it was quiet for SETTLE_MS. */
export async function makeChannels(api: DemoApi): Promise<void> {
  for (const mode of ['off', 'shadow', 'draft', 'auto'] as const) {
    const override = mode === 'auto' ? { override: { reason: 'demo' } } : {}
    const channel = { kind: 'instagram', mode, settle_ms: SETTLE_MS, ...override }
    const answer = await api.request('PUT', `/v1/channels/demo-${mode}`, channel)
    if (answer.status >= 300) {
      throw new AppError('invalid_request', `The channel demo-${mode} was refused (${explainAnswer(answer)})`)
    }
  }
}

/** Sends every message in a thread of its own, eight at a time. `run` makes the ids new; outcomes keep the order. */
export async function sendMessages(
  api: DemoApi,
  run: string,
  messages: readonly DemoMessage[],
  onDecided: () => void = () => {},
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const modes = spreadModes(messages)
  let next = 0
  const work = async () => {
    for (let index = next++; index < messages.length; index = next++) {
      outcomes[index] = await sendMessage(api, `${run}-${index}`, messages[index]!, modes[index]!)
      onDecided()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  return outcomes
}

/** The shop's messages and the others are each spread over the channels: 70% auto and 10% to every other mode. */
function spreadModes(messages: readonly DemoMessage[]): readonly ChannelMode[] {
  const sent = { shop: 0, foreign: 0 }
  return messages.map(({ source }) => MODES[sent[source === 'shop' ? 'shop' : 'foreign']++ % 10] ?? 'auto')
}

async function sendMessage(
  api: DemoApi,
  id: string,
  message: DemoMessage,
  mode: ChannelMode,
): Promise<Outcome> {
  const body = {
    external_id: id,
    channel: { id: `demo-${mode}`, kind: 'instagram' },
    surface: message.surface,
    thread: { external_id: id },
    contact: { external_id: id },
    text: message.text,
  }
  const answer = await api.request('POST', '/v1/messages', body, { prefer: 'wait=30' })
  const decided = answer.status === 202 ? await pollDecision(api, answer) : answer
  const isDecided = decided.status === 200
  return {
    message,
    mode,
    decision: isDecided ? Decision.parse(decided.body) : null,
    elapsedMs: decided.tookMs,
    fault: isDecided ? null : decided.status === 202 ? 'still pending' : explainAnswer(decided),
  }
}

/** Asks until the message is decided; the last answer is returned as it is, with the time since the first request. */
async function pollDecision(api: DemoApi, accepted: Answer): Promise<Answer> {
  const { message_id } = MessageAccepted.parse(accepted.body)
  const startedAt = performance.now() - accepted.tookMs
  for (let answer = accepted; ; ) {
    const tookMs = performance.now() - startedAt
    if (answer !== accepted && (answer.status !== 202 || tookMs > PATIENCE_MS)) return { ...answer, tookMs }
    await sleep(answer === accepted ? 0 : answer.retryAfterS * 1000)
    answer = await api.request('GET', `/v1/messages/${message_id}/decision`)
  }
}

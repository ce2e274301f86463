import { expect } from 'vitest'
import type { Decision } from '../../src/domain/decision.ts'
import type { MessageAccepted } from '../../src/domain/message.ts'
import { drainTurns } from './drain-turns.ts'
import type { TestApp, TestWorkspace } from './start-test-app.ts'

let sent = 0

/** A message body with ids of its own; `over` replaces any of its fields. */
export function messageBody(text: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  sent += 1
  return {
    external_id: `m-${sent}`,
    channel: { id: 'shop', kind: 'instagram' },
    surface: 'dm',
    thread: { external_id: `t-${sent}` },
    contact: { external_id: `c-${sent}` },
    text,
    ...over,
  }
}

/** What lets a channel answer by itself without labelled cases. */
export const OVERRIDE = { override: { reason: 'a test' } }

/** Makes the channel `shop`, whose bursts settle at once. */
export async function openChannel(
  workspace: TestWorkspace,
  mode: 'off' | 'shadow' | 'draft' | 'auto' = 'auto',
) {
  const made = await workspace.request('PUT', '/v1/channels/shop', {
    ...{ kind: 'instagram', mode, settle_ms: 0 },
    ...(mode === 'auto' && OVERRIDE),
  })
  expect(made.ok).toBe(true)
}

export async function accept(
  workspace: TestWorkspace,
  body: Record<string, unknown>,
): Promise<MessageAccepted> {
  const response = await workspace.request('POST', '/v1/messages', body)
  expect(response.status).toBe(202)
  return (await response.json()) as MessageAccepted
}

export async function decisionOf(workspace: TestWorkspace, messageId: string): Promise<Decision> {
  const response = await workspace.request('GET', `/v1/messages/${messageId}/decision`)
  expect(response.status).toBe(200)
  return (await response.json()) as Decision
}

/** Sends one message, works on its turn, and returns what was decided. */
export async function decideMessage(
  app: TestApp,
  workspace: TestWorkspace,
  text: string,
  over: Record<string, unknown> = {},
): Promise<Decision> {
  const { message_id } = await accept(workspace, messageBody(text, over))
  await drainTurns(app.ctx)
  return decisionOf(workspace, message_id)
}

/** Three entries that leave no doubt, one a language. */
export const ENTRIES = [
  {
    external_id: 'horario',
    question: 'Qual o horário de funcionamento?',
    answer: 'Abrimos de segunda a sábado, das 9h às 19h.',
    language: 'pt',
  },
  {
    external_id: 'envios',
    question: '¿Hacen envíos a todo el país?',
    answer: 'Sí, enviamos a todo el país en 3 a 5 días hábiles.',
    language: 'es',
  },
  {
    external_id: 'returns',
    question: 'How long do I have to return an item?',
    answer: 'You can return any item within 30 days of delivery.',
    language: 'en',
  },
]

export async function putEntries(
  workspace: TestWorkspace,
  entries: readonly unknown[] = ENTRIES,
): Promise<void> {
  const response = await workspace.request('PUT', '/v1/kb/entries', { entries })
  expect(response.status).toBe(200)
}

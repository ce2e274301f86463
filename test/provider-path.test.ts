import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { openChatModel } from '../src/inference/openai/chat-model.ts'
import { type Behaviour, type OpenAiServer, startOpenAiServer } from './support/openai-server.ts'
import { decideMessage, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let server: OpenAiServer
let app: TestApp
beforeAll(async () => {
  server = await startOpenAiServer()
  const config = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
  const chat = openChatModel(config, { deadlineMs: 1500, retryDelayMs: 1 })
  app = await startTestApp({ models: { ...(await loadModels(readConfig({}))), chat } })
})
afterAll(async () => {
  await app.close()
  await server.close()
})

const ASK = 'Qual o horário de funcionamento?'
const ANSWER = {
  answer: 'Oi! A gente abre de segunda a sábado, das 9h às 19h.',
  cited_ids: ['P1'],
  answers_all: true,
  language: 'pt',
}

async function openShop(): Promise<TestWorkspace> {
  const shop = await app.makeWorkspace()
  await openChannel(shop)
  await putEntries(shop)
  return shop
}

describe('a message with a provider', () => {
  test("is answered with the provider's words, and the decision names the prompt", async () => {
    server.behave({ kind: 'answer', value: ANSWER })
    const decision = await decideMessage(app, await openShop(), ASK)
    expect(decision).toMatchObject({
      route: 'auto_reply',
      draft: { state: 'approved', text: ANSWER.answer, citations: [{ external_id: 'horario' }] },
      versions: { prompt: 'draft-reply@2' },
    })
  })

  test('goes to a person with the reason where a check fails', async () => {
    server.behave({ kind: 'answer', value: { ...ANSWER, answer: 'Oi! Abrimos das 9h às 22h.' } })
    const decision = await decideMessage(app, await openShop(), ASK)
    expect(decision).toMatchObject({ route: 'human', reasons: ['number_not_in_citation'], draft: null })
    expect(decision.handoff).not.toBeNull()
  })

  test.each<[string, Behaviour, string]>([
    ['refuses for its rate', { kind: 'status', status: 429 }, 'provider_rate_limited'],
    ['breaks', { kind: 'status', status: 500 }, 'provider_error'],
    ['hangs', { kind: 'hang' }, 'provider_timeout'],
    ['talks nonsense', { kind: 'garbage', type: 'application/json' }, 'provider_invalid_output'],
  ])('goes to a person with its own reason where the provider %s', async (_name, behaviour, reason) => {
    server.behave(behaviour)
    const decision = await decideMessage(app, await openShop(), ASK)
    expect(decision).toMatchObject({ route: 'human', reasons: [reason], draft: null })
    expect(decision.handoff).toMatchObject({ reasons: [reason] })
  })

  test('tells the provider nothing of what it will not answer', async () => {
    const before = server.requests.length
    const shop = await openShop()
    for (const text of [
      'Quero falar com um atendente',
      'Ganhe R$ 5.000 por semana, clique em http://renda.example agora!!!',
      '👍',
    ]) {
      await decideMessage(app, shop, text)
    }
    expect(server.requests).toHaveLength(before)
  })
})

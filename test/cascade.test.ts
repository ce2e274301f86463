import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { openChatModel } from '../src/inference/openai/chat-model.ts'
import { openCascade } from '../src/pipeline/open-cascade.ts'
import { replayDecision } from '../src/replay/replay-decision.ts'
import { type ChatCompletionRequest, type OpenAiServer, startOpenAiServer } from './support/openai-server.ts'
import { decideMessage, openChannel } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let server: OpenAiServer
let app: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  server = await startOpenAiServer()
  const config = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
  const chat = openChatModel(config, { deadlineMs: 2000, retryDelayMs: 1 })
  app = await startTestApp({ models: { ...(await loadModels(readConfig({}))), chat }, clock: () => now })
})
afterAll(async () => {
  await app.close()
  await server.close()
})
beforeEach(() => {
  server.requests.length = 0
})

const NOTHING = { spam: false, hate: false, personal: false, courtesy: false, danger: false }
const ROWS = LANGUAGES.flatMap((language) => {
  const sections = readFileSync(`evals/spam/${language}.txt`, 'utf8').split(/^## /mu).slice(1)
  return sections.flatMap((section) => {
    const [heading, ...texts] = section.trim().split('\n')
    return texts.map((text) => ({ language, text, isSpam: heading!.endsWith(': spam') }))
  })
})

/** Knows what every row is. */
function perfect(request: ChatCompletionRequest) {
  const message = /<message-\w+>\n(.*)\n/u.exec(request.body.messages.at(-1)!.content)![1]!
  const start = (JSON.parse(message) as string).slice(0, 15)
  const row = ROWS.find(({ text }) => text.startsWith(start))
  return { kind: 'answer' as const, value: { ...NOTHING, spam: row?.isSpam ?? false } }
}

async function openWorkspace(perDay: number): Promise<TestWorkspace> {
  const own = await app.makeWorkspace()
  await openChannel(own)
  const settings = { second_opinions_per_day: perDay }
  expect((await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings })).status).toBe(200)
  return own
}

/** How many of the rows are taken for what they are not, each in a turn of its own. */
async function countErrors(workspace: TestWorkspace, perDay: number): Promise<number> {
  const settings = { second_opinions_per_day: perDay, time_zone: 'America/Sao_Paulo' }
  const turn = { thread: { workspace_id: workspace.id }, contact: { name: null }, messages: [], settings }
  let errors = 0
  for (const { text, language, isSpam } of ROWS) {
    const { classifier } = openCascade(app.ctx, turn as unknown as Parameters<typeof openCascade>[1])
    const [output] = await classifier.classify([{ text, language, surface: 'dm' }])
    if (output!.scores.spam >= classifier.thresholds.spam !== isSpam) errors += 1
  }
  return errors
}

describe('a cascade over the spam suite', () => {
  test('errs less with every question that it may ask a provider who knows, and asks no more than it may', async () => {
    server.behave(perfect)
    const alone = await countErrors(await app.makeWorkspace(), 0)
    expect(server.requests).toHaveLength(0)
    const few = await countErrors(await app.makeWorkspace(), 20)
    expect(server.requests).toHaveLength(20)
    server.requests.length = 0
    const all = await countErrors(await app.makeWorkspace(), 1000)
    expect(server.requests.length).toBeLessThan(ROWS.length)
    expect(few).toBeLessThan(alone)
    expect(all).toBeLessThan(few)
  }, 60_000)

  test('is the embedded classifier alone where the provider is down', async () => {
    server.behave({ kind: 'status', status: 400 })
    const down = await countErrors(await app.makeWorkspace(), 1000)
    expect(server.requests.length).toBeGreaterThan(0)
    expect(down).toBe(await countErrors(await app.makeWorkspace(), 0))
  }, 60_000)
})

describe('a turn whose score is unsure', () => {
  const UNSURE = ROWS.find(({ text }) => text.startsWith('[MAGALU]'))!

  test('is decided with the opinion, and names whom it asked', async () => {
    server.behave(perfect)
    const own = await openWorkspace(10)
    const decision = await decideMessage(app, own, UNSURE.text)
    expect(decision).toMatchObject({
      category: 'spam',
      versions: { classifier: expect.stringMatching(/>openai:local-1\/classify-message@1$/u) },
    })
    expect(server.requests.map(({ headers }) => headers['x-prompt-version'])).toEqual(['classify-message@1'])
    const again = await replayDecision(app.ctx, own.id, decision.message_id, { with: 'kept' })
    expect(again).toMatchObject({ state: 'equal' })
  })

  test('shows the provider no personal data', async () => {
    server.behave(perfect)
    await decideMessage(app, await openWorkspace(10), `${UNSURE.text} CPF 529.982.247-25`)
    expect(JSON.stringify(server.requests)).not.toContain('529.982.247-25')
  })

  test('is asked about again on the next day, once the day is spent', async () => {
    server.behave(perfect)
    const own = await openWorkspace(1)
    await decideMessage(app, own, UNSURE.text)
    await decideMessage(app, own, UNSURE.text)
    expect(server.requests).toHaveLength(1)
    now = new Date(now.getTime() + 86_400_000)
    await decideMessage(app, own, UNSURE.text)
    expect(server.requests).toHaveLength(2)
  })
})

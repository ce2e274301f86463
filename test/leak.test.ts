import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import {
  auditEntries,
  decisions,
  events,
  feedback,
  quarantineItems,
  webhookDeliveries,
} from '../src/db/schema.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { openClassifiers, openEmbedders } from '../src/inference/open-sides.ts'
import { openChatModel } from '../src/inference/openai/chat-model.ts'
import { makeLogger } from '../src/logger.ts'
import { drainTurns } from './support/drain-turns.ts'
import { findSecrets } from './support/find-secrets.ts'
import { inLanes } from './support/in-lanes.ts'
import { type ChatCompletionRequest, type OpenAiServer, startOpenAiServer } from './support/openai-server.ts'
import { type OutboxBench, openOutboxBench } from './support/outbox-bench.ts'
import { type PlantedMessage, plantPersonalData } from './support/plant-personal-data.ts'
import { accept, messageBody, openChannel, putEntries } from './support/send-message.ts'
import type { TestWorkspace } from './support/start-test-app.ts'
import type { WebhookReceiver } from './support/webhook-receiver.ts'

// Each way of giving data away twice; 5,000 take minutes: CONTRIBUTING.md says how.
const COUNT = Number(process.env.RECADO_LEAK_MESSAGES ?? 38)
/** Thousands come several a turn, as people write: so many of one person, in one language. */
const BURST = COUNT > 500 ? 4 : 1
const WORKERS = 8
const MINUTES = 60_000

let server: OpenAiServer
let bench: OutboxBench
let shop: TestWorkspace
let receiver: WebhookReceiver
let logged = ''
const planted: PlantedMessage[] = Array.from({ length: COUNT }, (_, n) => plantPersonalData(n))
const secrets = planted.flatMap((message) => message.secrets)

/** What a provider would say: the first entry's own words. */
function answerFrom(request: ChatCompletionRequest) {
  if (request.path !== '/v1/chat/completions') return { kind: 'status' as const, status: 400 }
  const text = request.body.messages.at(-1)!.content
  const [, language, answer] = /"id":"P1","language":"(..)".*?"answer":"(.*?)"\}/u.exec(text)!
  return { kind: 'answer' as const, value: { answer, cited_ids: ['P1'], answers_all: true, language } }
}

beforeAll(async () => {
  server = await startOpenAiServer()
  server.behave(answerFrom)
  const provider = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
  const chat = openChatModel(provider, { deadlineMs: 8_000, retryDelayMs: 1 })
  const models = { ...(await loadModels(readConfig({}))), chat }
  const logger = makeLogger('trace', {
    write(line) {
      logged += line
    },
  })
  bench = await openOutboxBench({ models, logger })
  shop = await bench.test.makeWorkspace()
  receiver = await bench.receiver()
  await bench.endpoint(shop, receiver.url)
  await openChannel(shop, 'draft')
  await putEntries(shop)
  await inLanes(burstsOf(planted), async (burst, i) => {
    const contact = { external_id: `c-leak-${i}`, name: burst[0]!.contactName }
    for (const { text } of burst)
      await accept(shop, messageBody(text, { contact, thread: { external_id: `t-leak-${i}` } }))
  })
  await Promise.all(Array.from({ length: WORKERS }, () => drainTurns(bench.ctx)))
  await reviewDrafts()
  await bench.deliverDue()
}, 90 * MINUTES)
afterAll(async () => {
  await bench.close()
  await server.close()
})

function burstsOf(all: readonly PlantedMessage[]): PlantedMessage[][] {
  const bursts: PlantedMessage[][] = []
  for (const message of all) {
    const last = bursts.at(-1)
    if (last === undefined || last.length === BURST || last[0]!.language !== message.language)
      bursts.push([message])
    else last.push(message)
  }
  return bursts
}

/** People say of drafts what they should not: they quote what the customer gave away. */
async function reviewDrafts(): Promise<void> {
  const page = await shop.request('GET', '/v1/drafts?state=pending_review&limit=100')
  const { data } = (await page.json()) as { data: { id: string; text: string }[] }
  expect(data.length).toBeGreaterThan(9)
  for (const [i, draft] of data.entries()) {
    const { text } = planted[i % COUNT]!
    const [path, body] = (
      [
        ['approve', { text: `${draft.text} ${text}` }],
        ['reject', { reason: text }],
        ['feedback', { rating: 'bad', comment: text }],
      ] as const
    )[i % 3]!
    expect((await shop.request('POST', `/v1/drafts/${draft.id}/${path}`, body)).ok).toBe(true)
  }
}

/** The words that a person sends to the customer are theirs: they go out as they are, and nowhere else. */
function withoutReply(event: { type: string; data: Record<string, unknown> }) {
  return event.type === 'reply.requested' ? { ...event, data: { ...event.data, text: '' } } : event
}

describe(`of ${COUNT} messages with personal data in them, nothing of it stands`, () => {
  const expectClean = (text: string, least = COUNT) => {
    expect(text.length).toBeGreaterThan(least)
    expect(findSecrets(text, secrets)).toEqual([])
  }

  test(
    'in what the chat provider was sent',
    () => {
      expect(server.requests.length).toBeGreaterThan(COUNT / BURST / 3)
      expectClean(JSON.stringify(server.requests))
    },
    MINUTES,
  )

  test(
    'in what a provider’s embedder and classifier were sent',
    async () => {
      const requests = server.requests.length
      const provider = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
      const config = { ...readConfig({}), provider }
      const openai = { side: 'openai' as const, model: 'local-1' }
      const { embedders, classifiers } = bench.ctx.models
      const choices = { ...config, embedders: [{ ...openai, model: 'm:8' }], classifiers: [openai] }
      const { openai: embedder } = await openEmbedders(choices, embedders.embedded)
      const { openai: moderation } = await openClassifiers(choices, classifiers.embedded)
      for (let at = 0; at < COUNT; at += 100) {
        const texts = planted.slice(at, at + 100).map(({ text }) => text)
        // What it answers is of no matter here.
        await embedder!.embed(texts).catch(() => null)
        const inputs = texts.map((text) => ({ text, surface: 'dm' as const, language: 'pt' as const }))
        await moderation!.classify(inputs).catch(() => null)
      }
      const paths = new Set(server.requests.slice(requests).map((request) => request.path))
      expect(paths).toEqual(new Set(['/v1/embeddings', '/v1/moderations']))
      const own = planted.flatMap((message) => message.secrets.slice(0, -1))
      expect(findSecrets(JSON.stringify(server.requests.slice(requests)), own)).toEqual([])
    },
    5 * MINUTES,
  )

  test(
    'in an event, nor in a webhook’s body',
    async () => {
      const rows = await bench.ctx.db.select().from(events).where(eq(events.workspace_id, shop.id))
      expectClean(rows.map((row) => JSON.stringify(withoutReply(row))).join('\n'))
      expect(receiver.received.length).toBe(rows.length)
      expectClean(
        receiver.received.map((webhook) => JSON.stringify(withoutReply(webhook.payload))).join('\n'),
      )
    },
    MINUTES,
  )

  test(
    'in what people said of drafts, in the audit, the hand-offs, the quarantine or the log of deliveries',
    async () => {
      const kept = await Promise.all(
        [feedback, auditEntries, webhookDeliveries, quarantineItems].map((table) =>
          bench.ctx.db.select().from(table),
        ),
      )
      const handoffs = await bench.ctx.db
        .select({ handoff: decisions.handoff, citations: decisions.citations })
        .from(decisions)
      expect(kept[0]!.length).toBeGreaterThan(8)
      expectClean(JSON.stringify([kept, handoffs]))
    },
    MINUTES,
  )

  test('in a line of the log', async () => {
    bench.ctx.logger.info({ text: planted[0]!.text }, 'a field that must not be logged')
    await shop.request('POST', '/v1/messages', { text: planted[0]!.text })
    expect(logged).toContain('[redacted]')
    expect(findSecrets(logged, secrets)).toEqual([])
  })

  test(
    'on a screen that does not ask for it',
    async () => {
      const page = await shop.request('GET', '/v1/threads?limit=20')
      const { data } = (await page.json()) as { data: { id: string }[] }
      for (const { id } of data)
        expectClean(await (await shop.request('GET', `/v1/threads/${id}`)).text(), 1000)
    },
    MINUTES,
  )
})

test('a secret that does stand somewhere is found', () => {
  expect(findSecrets(`x ${planted[0]!.secrets[0]!.toUpperCase()} y`, secrets)).toEqual([
    planted[0]!.secrets[0],
  ])
})

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { Decision } from '../src/domain/decision.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { chooseModels } from '../src/inference/choose-models.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { openChatModel } from '../src/inference/openai/chat-model.ts'
import type { ClassifierOutput, ModelLabel, TextClassifier } from '../src/inference/text-classifier.ts'
import { openCascade } from '../src/pipeline/open-cascade.ts'
import { replayDecision } from '../src/replay/replay-decision.ts'
import { type Behaviour, type OpenAiServer, startOpenAiServer } from './support/openai-server.ts'
import { decideMessage, openChannel } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let server: OpenAiServer
let app: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  server = await startOpenAiServer()
  const config = { apiKey: 'sk-local', baseUrl: server.baseUrl, model: 'local-1' }
  const chat = openChatModel(config, { deadlineMs: 500, retryDelayMs: 1 })
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

/** The row that is being asked about. */
let inHand: (typeof ROWS)[number] = ROWS[0]!

/** Knows what every row is. */
function perfect() {
  return { kind: 'answer' as const, value: { ...NOTHING, spam: inHand.isSpam } }
}

async function openWorkspace(perDay: number): Promise<TestWorkspace> {
  const own = await app.makeWorkspace()
  await openChannel(own)
  const settings = { second_opinions_per_day: perDay }
  expect((await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings })).status).toBe(200)
  return own
}

/** The classifier of a turn of its own. */
function cascadeOf(workspaceId: string, perDay: number): TextClassifier {
  const settings = { second_opinions_per_day: perDay, time_zone: 'America/Sao_Paulo' }
  const turn = { thread: { workspace_id: workspaceId }, contact: { name: null }, messages: [], settings }
  const ctx = { ...app.ctx, models: chooseModels(app.ctx.models, {}, null) }
  return openCascade(ctx, turn as unknown as Parameters<typeof openCascade>[1]).classifier
}

const inputOf = ({ text, language }: (typeof ROWS)[number]) => ({ text, language, surface: 'dm' }) as const

interface Seen {
  readonly output: ClassifierOutput
  readonly isAsked: boolean
  readonly isWrong: boolean
}

/** Each row in a turn of its own, one after the other, in one day of a workspace. */
async function classifyRows(perDay: number, rows = ROWS): Promise<Seen[]> {
  const { id } = await app.makeWorkspace()
  const seen: Seen[] = []
  for (const row of rows) {
    inHand = row
    const before = server.requests.length
    const classifier = cascadeOf(id, perDay)
    const [output] = await classifier.classify([inputOf(row)])
    const isWrong = output!.scores.spam >= classifier.thresholds.spam !== row.isSpam
    seen.push({ output: output!, isAsked: server.requests.length > before, isWrong })
  }
  return seen
}

const errorsOf = (seen: readonly Seen[]) => seen.filter(({ isWrong }) => isWrong).length

describe('a cascade over the spam suite', () => {
  let alone: Seen[]
  beforeAll(async () => {
    alone = await classifyRows(0)
  }, 60_000)

  test('asks a provider who knows about the unsure rows alone, and those come right', async () => {
    server.behave(perfect)
    const { thresholds } = app.ctx.models.classifiers.embedded
    const odds = (score: number) => score / (1 - score)
    const isUnsure = ({ output }: Seen, label: ModelLabel) =>
      Math.abs(Math.log(odds(output.scores[label]) / odds(thresholds[label]))) < Math.log(3)
    const all = await classifyRows(1000)
    expect(server.requests).toHaveLength(all.filter(({ isAsked }) => isAsked).length)
    const labels = ['spam', 'hate', 'personal', 'courtesy', 'danger'] as const
    expect(all.map(({ isAsked }) => isAsked)).toEqual(
      alone.map((seen) => labels.some((label) => isUnsure(seen, label))),
    )
    const unasked = (seen: readonly Seen[]) =>
      seen.filter((_, i) => !all[i]!.isAsked).map(({ output }) => output)
    expect(unasked(all)).toEqual(unasked(alone))
    // Every error that is left was made with a sure score.
    const left = alone.map((seen) => seen.isWrong && !isUnsure(seen, 'spam'))
    expect(all.map(({ isWrong }) => isWrong)).toEqual(left)
    expect(errorsOf(all)).toBeLessThan(errorsOf(alone))
  }, 60_000)

  test('asks as often as the day allows, and from then on is the embedded classifier alone', async () => {
    server.behave(perfect)
    const few = await classifyRows(20)
    expect(server.requests).toHaveLength(20)
    expect(errorsOf(few)).toBeLessThan(errorsOf(alone))
    const spent = few.findLastIndex(({ isAsked }) => isAsked) + 1
    expect(few.filter(({ isAsked }) => isAsked)).toHaveLength(20)
    expect(few.slice(spent).map(({ output }) => output)).toEqual(
      alone.slice(spent).map(({ output }) => output),
    )
  }, 60_000)

  test('asks no more than that when turns come at the same time', async () => {
    server.behave(perfect)
    const { id } = await app.makeWorkspace()
    const row = ROWS[alone.findIndex(({ output }) => output.scores.spam > 0.4 && output.scores.spam < 0.6)]!
    inHand = row
    await Promise.all(Array.from({ length: 10 }, () => cascadeOf(id, 3).classify([inputOf(row)])))
    expect(server.requests).toHaveLength(3)
  })

  test.each<[string, Behaviour]>([
    ['refuses', { kind: 'status', status: 401 }],
    ['is out of order', { kind: 'status', status: 503 }],
    ['is overrun', { kind: 'status', status: 429 }],
    ['never answers', { kind: 'hang' }],
    ['answers something else', { kind: 'garbage', type: 'text/html' }],
    ['answers without labels', { kind: 'answer', value: { verdict: 'spam' } }],
    ['hangs up', { kind: 'reset' }],
  ])('is the embedded classifier alone where the provider %s', async (_what, behaviour) => {
    const { spam: threshold } = app.ctx.models.classifiers.embedded.thresholds
    const near = alone.flatMap(({ output }, i) =>
      Math.abs(output.scores.spam - threshold) < 0.1 ? [{ row: ROWS[i]!, output }] : [],
    )
    const some = near.slice(0, 3)
    server.behave(behaviour)
    const down = await classifyRows(
      1000,
      some.map(({ row }) => row),
    )
    expect(down.map(({ isAsked }) => isAsked)).toEqual([true, true, true])
    expect(down.map(({ output }) => output)).toEqual(some.map(({ output }) => output))
  })
})

describe('a turn whose score is unsure', () => {
  const UNSURE = ROWS.find(({ text }) => text.startsWith('[MAGALU]'))!
  beforeEach(() => {
    inHand = UNSURE
  })

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

  test('is decided as without a provider where there is no answer, and says that it was asked', async () => {
    const { text } = UNSURE
    const [alone, own] = [await openWorkspace(0), await openWorkspace(10)]
    const without = await decideMessage(app, alone, text)
    server.behave({ kind: 'status', status: 503 })
    const down = await decideMessage(app, own, text)
    expect(server.requests.length).toBeGreaterThan(0)
    const said = ({ category, labels, moderation, route, reasons, draft }: Decision) => ({
      ...{ category, labels, moderation, route, reasons, draft },
    })
    expect(said(down)).toEqual(said(without))
    expect(down.versions.classifier).toContain(without.versions.classifier)
    const again = await replayDecision(app.ctx, own.id, down.message_id, { with: 'kept' })
    expect(again).toMatchObject({ state: 'equal' })
  })

  test('shows the provider no personal data', async () => {
    server.behave(perfect)
    await decideMessage(app, await openWorkspace(10), `${UNSURE.text} CPF 529.982.247-25`)
    expect(JSON.stringify(server.requests)).not.toContain('529.982.247-25')
  })

  test('is asked about neither where it is synced nor in a channel that is off: the day is for what comes in', async () => {
    server.behave(perfect)
    const own = await openWorkspace(1)
    await decideMessage(app, own, UNSURE.text, { backfill: true })
    await openChannel(own, 'off')
    await decideMessage(app, own, UNSURE.text)
    expect(server.requests).toHaveLength(0)
    await openChannel(own, 'draft')
    await decideMessage(app, own, UNSURE.text)
    expect(server.requests).toHaveLength(1)
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

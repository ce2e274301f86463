import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureDefaultWorkspace } from '../src/access/ensure-default-workspace.ts'
import type { Decision } from '../src/domain/decision.ts'
import { EVALS, readCaseFile, readShop } from '../src/evals/read-shop.ts'
import { drainTurns } from './support/drain-turns.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'
import { expectDocumented } from './support/validate-response.ts'

const SHOP = readShop('contract')
const MESSAGES = readCaseFile(join(EVALS, 'cases/messages/contract.jsonl')).map(
  ({ messages: [message], tags }) => ({ text: message!.text, ...tags, ...message!.expected }),
)
const OPERATOR_KEY = 'the-operators-own-key'

let app: TestApp
let decided: { message: (typeof MESSAGES)[number]; decision: Decision }[]

/** A platform's whole first day through HTTP alone: workspace, knowledge, channel, 60 messages, their decisions. */
beforeAll(async () => {
  app = await startTestApp()
  await ensureDefaultWorkspace({ ...app.ctx, config: { apiKey: OPERATOR_KEY, dataDir: 'unused' } })
  const as = (key: string) => async (operation: string, path: string, body?: unknown) => {
    const response = await app.app.request(path, {
      method: operation.split(' ')[0]!,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await expectDocumented(operation, response) }
  }
  const operator = as(OPERATOR_KEY)
  const made = await operator('POST /v1/workspaces', '/v1/workspaces', { name: SHOP.business })
  const call = as((made.body as { api_key: { key: string } }).api_key.key)
  const stored = await call('PUT /v1/kb/entries', '/v1/kb/entries', { entries: SHOP.entries })
  expect(stored.body).toEqual({ created: 30, updated: 0, unchanged: 0, errors: [], conflicts: [] })
  await call('PUT /v1/channels/{id}', '/v1/channels/insta', {
    ...{ kind: 'instagram', mode: 'auto', settle_ms: 0 },
    override: { reason: 'a test' },
  })
  const ids: string[] = []
  for (const [i, message] of MESSAGES.entries()) {
    const accepted = await call('POST /v1/messages', '/v1/messages', {
      external_id: `m${i}`,
      channel: { id: 'insta', kind: 'instagram' },
      surface: message.surface,
      thread: { external_id: `t${i}` },
      contact: { external_id: `c${i}` },
      text: message.text,
    })
    expect(accepted.status).toBe(202)
    ids.push((accepted.body as { message_id: string }).message_id)
  }
  await drainTurns(app.ctx)
  decided = []
  for (const [i, id] of ids.entries()) {
    const answer = await call('GET /v1/messages/{id}/decision', `/v1/messages/${id}/decision`)
    expect(answer.status).toBe(200)
    decided.push({ message: MESSAGES[i]!, decision: answer.body as Decision })
  }
}, 60_000)
afterAll(() => app.close())

/** What a message's decision cites, whatever became of it. */
const cites = ({ message, decision }: (typeof decided)[number]) =>
  decision.citations.some((citation) => citation.external_id === message.entry)

test('there are 60 messages, 20 a language', () => {
  expect(
    ['pt', 'es', 'en'].map((lang) => MESSAGES.filter((message) => message.language === lang).length),
  ).toEqual([20, 20, 20])
})

test('at least 80% of the answerable messages cite the right entry', () => {
  const answerable = decided.filter(({ message }) => typeof message.entry === 'string')
  const missed = answerable.filter((item) => !cites(item)).map(({ message }) => message.text)
  expect(missed.length / answerable.length, missed.join('\n')).toBeLessThanOrEqual(0.2)
})

test('at most one of 20 messages that the knowledge does not answer is answered', () => {
  const unanswerable = decided.filter(
    ({ message }) => message.entry === null && message.category === 'needs_human',
  )
  const answered = unanswerable
    .filter(({ decision }) => decision.route === 'auto_reply')
    .map(({ message }) => message.text)
  expect(answered.length / unanswerable.length, answered.join('\n')).toBeLessThanOrEqual(1 / 20)
})

test('no spam and no hate gets a reply or a draft', () => {
  const abuse = decided.filter(({ message }) => message.category === 'spam' || message.category === 'hate')
  const answered = abuse.filter(({ decision }) => decision.draft !== null || decision.route === 'auto_reply')
  expect(answered.map(({ message }) => message.text)).toEqual([])
})

test('no automatic reply cites a wrong entry', () => {
  const wrong = decided.filter((item) => item.decision.route === 'auto_reply' && !cites(item))
  expect(wrong.map(({ message }) => message.text)).toEqual([])
})

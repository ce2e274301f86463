import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { demonstrate } from '../src/commands/run-demo.ts'
import { type DemoApi, openDemoApi } from '../src/demo/demo-api.ts'
import { pickMessages, readShopMessages } from '../src/demo/pick-messages.ts'
import { sendMessages } from '../src/demo/send-messages.ts'
import { parseEntries } from '../src/knowledge/parse-entries.ts'
import { runWorker } from '../src/pipeline/run-worker.ts'
import { putEntries } from './support/send-message.ts'
import { startTestApp } from './support/start-test-app.ts'

const rows = JSON.parse(
  readFileSync(new URL('../src/demo/pet-shop.json', import.meta.url), 'utf8'),
) as unknown[]

describe('what ships with the demo', () => {
  test('the shop has 40 valid entries in Portuguese and 15 each in Spanish and English', () => {
    const { entries, errors } = parseEntries(rows)
    expect(errors).toEqual([])
    const count = (language: string) => entries.filter((entry) => entry.language === language).length
    expect([count('pt'), count('es'), count('en')]).toEqual([40, 15, 15])
  })

  test('50 different messages a language are written for it, and those to be answered name an entry', () => {
    const messages = readShopMessages()
    const ids = parseEntries(rows).entries.map(({ externalId }) => externalId)
    for (const lang of ['pt', 'es', 'en'])
      expect(messages.filter((message) => message.lang === lang)).toHaveLength(50)
    expect(new Set(messages.map(({ text }) => text)).size).toBe(messages.length)
    for (const { category, expected } of messages) {
      if (category === 'faq') expect(ids).toContain(expected)
      else expect(expected).toBeNull()
    }
  })
})

describe('the messages of others', () => {
  test('come from the own set, named, where no data sets are', () => {
    const folder = makeFolder()
    for (const dir of [null, folder]) {
      const { messages, about } = pickMessages(dir)
      expect(messages).toHaveLength(60)
      expect(about).toContain('foreign-messages.json')
    }
  })

  test('are picked from the data sets, the same ones each time and only wanted ones; absent sets are named', () => {
    const folder = makeFolder()
    const spam = Array.from({ length: 80 }, (_, index) => ({ text: `oferta ${index}`, label: 'spam' }))
    const lines = [...spam, { text: 'oi, tudo bem?', label: 'ham' }].map((row) => JSON.stringify(row))
    writeFileSync(join(folder, 'sms_spam_mt_pt.jsonl'), `${lines.join('\n')}\n`)
    const { messages, about } = pickMessages(folder)
    expect(messages).toHaveLength(20)
    expect(new Set(messages.map(({ text }) => text)).size).toBe(20)
    expect(messages.every(({ text, category }) => text.startsWith('oferta') && category === 'spam')).toBe(
      true,
    )
    expect(about).toMatch(/absent: .*tupy_pt/)
    expect(pickMessages(folder)).toEqual({ messages, about })
  })
})

describe('the demo', () => {
  test('decides every message of a small run and prints every section within 100 columns', async () => {
    const api = await openShop()
    const shop = readShopMessages()
    const messages = [
      ...shop.filter((_, index) => index % 15 === 0),
      ...pickMessages(null).messages.slice(0, 2),
    ]
    const printed: string[] = []
    const outcomes = await demonstrate(api, messages, (text) => printed.push(text))
    expect(outcomes.map(({ fault }) => fault)).toEqual(messages.map(() => null))
    expect(outcomes.map(({ message }) => message)).toEqual(messages)
    expect(new Set(outcomes.map(({ decision }) => decision?.mode))).toEqual(
      new Set(['off', 'shadow', 'draft', 'auto']),
    )
    const text = printed.join('\n')
    for (const section of [
      /^Category × route, as decided \(12 messages\)$/m,
      /^category +auto_reply +review +human +hide +quarantine +none +all$/m,
      /^The 2 not written for the shop/m,
      /^The 9 written for the shop/m,
      /^right entry cited first: \d of \d/m,
      /^ {2}wrong among these: \d/m,
      /^p50 \d+ ms, p95 \d+ ms.*settle_ms/m,
      /^Examples: auto_reply$/m,
      /^Examples: none$[\s\S]*because: channel_off/m,
    ])
      expect(text).toMatch(section)
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100)
  })

  test('waits as long as a 429 says and sends the message again', async () => {
    const answers = [{ status: 429, headers: { 'retry-after': '7' } }, { status: 200 }]
    const address = await listen(() => answers.shift()!)
    const waits: number[] = []
    const api = openDemoApi(address, 'key', async (ms) => waits.push(ms))
    expect((await api.request('GET', '/')).status).toBe(200)
    expect(waits).toEqual([7000])
  })

  test('says of a message without a decision what the server answered', async () => {
    const api = openDemoApi(await listen(() => ({ status: 503 })), 'key')
    const [outcome] = await sendMessages(api, 'run', readShopMessages().slice(0, 1))
    expect(outcome).toMatchObject({ decision: null, fault: '503: not now' })
  })
})

/** The demo's shop in a workspace of a test app, with workers that decide as a server's do. */
async function openShop(): Promise<DemoApi> {
  const waker = { wake: () => {} }
  const app = await startTestApp({ wake: () => waker.wake() })
  const worker = runWorker(app.ctx, 4)
  waker.wake = worker.wake
  onTestFinished(async () => {
    await worker.stop()
    await app.close()
  })
  const workspace = await app.makeWorkspace()
  await putEntries(workspace, rows)
  return {
    async request(method, path, body, headers) {
      const response = await workspace.request(method, path, body, headers)
      return { status: response.status, body: await response.json(), retryAfterS: 0, tookMs: 0 }
    },
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recado-demo-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A server that answers each request with the next of `answers`; returns its address. */
async function listen(answer: () => { status: number; headers?: Record<string, string> }): Promise<string> {
  const server = createServer((_, response) => {
    const { status, headers = {} } = answer()
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    response.end(JSON.stringify({ detail: 'not now' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../src/domain/decision.ts'
import { makeRandom } from '../src/evals/make-random.ts'
import { fillDataFolder, makeTestPostgres } from './support/open-test-database.ts'
import { ENTRIES, messageBody } from './support/send-message.ts'
import type { Effect } from './support/webhook-receiver.ts'

const KEY = 'the-key-of-the-crash-test'
/**
 * Where the server dies, in seeded order. An id is drawn inside the transaction that writes its row, so each is a death
 * before that commit: `msg` while a message is accepted, `dec` after its claim, `drf` while the decision is written, `evt`
 * in either, `dlv` between the receiver's answer and its record. A wake comes right after accepting has committed.
 */
const POINTS = ['id:msg', 'wake:turns', 'id:dec', 'id:drf', 'id:dlv', 'id:evt'] as const
/** The first two points; `.ci/run` passes each. */
const CRASHES = Number(process.env.RECADO_CRASHES ?? 2)
const TURN_WAIT_MS = 180_000

let folder: string
let receiver: ChildProcess
let hook: string
let databaseUrl: string | undefined
let dropDatabase = async () => {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-crash-'))
  writeFileSync(join(folder, 'secret'), 'none')
  fillDataFolder(join(folder, 'data'))
  const args = ['--effects', join(folder, 'effects'), '--secret-file', join(folder, 'secret')]
  receiver = spawn(process.execPath, [join(import.meta.dirname, 'support/webhook-receiver.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  hook = (await firstLine(receiver))!
  const postgres = await makeTestPostgres(process.env.RECADO_TEST_TEMPLATE)
  databaseUrl = postgres?.url
  dropDatabase = postgres?.drop ?? dropDatabase
})
afterAll(async () => {
  receiver.kill('SIGKILL')
  await dropDatabase()
  rmSync(folder, { recursive: true, force: true })
})

interface Server {
  readonly process: ChildProcess
  readonly address: string
}

/** Null where it died before it answered: what the one before left is worked on at once. */
async function start(point: string, count: number): Promise<Server | null> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'support/crash-server.ts'), point, String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        // What commands compiled is there already, and whoever is killed leaves nothing.
        NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
        DATA_DIR: join(folder, 'data'),
        PORT: '0',
        RECADO_API_KEY: KEY,
        RECADO_DEMO: 'off',
        WEBHOOK_ALLOW_PRIVATE: 'on',
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      },
    },
  )
  const line = await firstLine(child)
  return line === null ? null : { process: child, address: (JSON.parse(line) as { address: string }).address }
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  return null
}

async function call(server: Server, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${server.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  })
}

/** What the messages are sent to; none of it passes the first point. */
async function openShop(server: Server): Promise<void> {
  await call(server, 'PUT', '/v1/channels/shop', {
    ...{ kind: 'instagram', mode: 'auto', settle_ms: 0 },
    override: { reason: 'a test' },
  })
  await call(server, 'PUT', '/v1/kb/entries', { entries: ENTRIES })
  const endpoint = await call(server, 'POST', '/v1/webhook-endpoints', {
    url: hook,
    events: ['reply.requested'],
  })
  const { secret } = (await endpoint.json()) as { secret: string }
  writeFileSync(join(folder, 'secret'), secret)
}

/** Sends new messages until the server is gone; returns those it accepted, and the last, which it may have. */
async function sendUntilGone(
  server: Server,
): Promise<{ accepted: string[]; bodies: Record<string, unknown>[]; isOwnDeath: boolean }> {
  const accepted: string[] = []
  const bodies: Record<string, unknown>[] = []
  const gone = once(server.process, 'exit')
  for (let i = 0; i < 8 && server.process.exitCode === null && server.process.signalCode === null; i += 1) {
    const body = messageBody(ENTRIES[0]!.question)
    bodies.push(body)
    try {
      const response = await call(server, 'POST', '/v1/messages', body)
      if (response.status === 202)
        accepted.push(((await response.json()) as { message_id: string }).message_id)
    } catch {
      break
    }
  }
  // Points that lie after the answer are passed a little later; a server that never passes its point is killed as it is.
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 800))])
  const isOwnDeath = server.process.signalCode !== null
  server.process.kill('SIGKILL')
  await gone
  return { accepted, bodies, isOwnDeath }
}

test(`after ${CRASHES} kill -9 no accepted message is lost and each reply has one effect`, {
  timeout: 480_000,
}, async () => {
  const random = makeRandom(20_261_123)
  const accepted: string[] = []
  const bodies: Record<string, unknown>[] = []
  let deaths = 0
  for (let crash = 0; crash < CRASHES; crash += 1) {
    const point = POINTS[crash % POINTS.length]!
    const server = await start(point, 1 + Math.floor(random() * 5))
    if (server === null) {
      deaths += 1
      continue
    }
    if (crash === 0) await openShop(server)
    const sent = await sendUntilGone(server)
    deaths += sent.isOwnDeath ? 1 : 0
    accepted.push(...sent.accepted)
    bodies.push(...sent.bodies)
  }

  // Nearly every one died at its point, and not because the test gave up on it.
  expect(deaths).toBeGreaterThanOrEqual(Math.floor(CRASHES * 0.75))
  expect(accepted.length).toBeGreaterThanOrEqual(CRASHES)
  const last = (await start('never', 0))!
  // A sender that got no answer sends again, as a platform does.
  const ids = new Set<string>()
  for (const body of bodies) {
    const response = await call(last, 'POST', '/v1/messages', body)
    ids.add(((await response.json()) as { message_id: string }).message_id)
  }
  expect(ids.size).toBe(bodies.length)
  for (const id of accepted) expect(ids).toContain(id)
  const decided = await Promise.all([...ids].map((id) => replyTo(last, id)))
  const replies = decided.filter((reply) => reply !== null)
  expect(new Set(replies).size).toBe(replies.length)
  // A turn that died with more servers than it may is a person's, and sends nothing.
  expect(decided.length - replies.length).toBeLessThanOrEqual(Math.ceil(CRASHES / 4))
  await waitForEffects(replies.length)
  last.process.kill('SIGTERM')
  await once(last.process, 'exit')
  const effects = readEffects().map((effect) => effect.key)
  expect([...effects].sort()).toEqual([...replies].sort())
})

/**
 * The id of the reply that was decided for a message, however long the leases of dead servers last; null where its turn
 * died so often that it went to a person.
 */
async function replyTo(server: Server, messageId: string): Promise<string | null> {
  const until = Date.now() + TURN_WAIT_MS
  while (Date.now() < until) {
    const response = await call(server, 'GET', `/v1/messages/${messageId}/decision`)
    if (response.status === 200) {
      const decision = (await response.json()) as Decision
      return decision.reasons.includes('processing_failed') ? null : decision.draft!.id
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`message ${messageId} was never decided`)
}

async function waitForEffects(count: number): Promise<void> {
  const until = Date.now() + TURN_WAIT_MS
  while (readEffects().length < count && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 200))
}

function readEffects(): Effect[] {
  return readFileSync(join(folder, 'effects'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Effect)
}

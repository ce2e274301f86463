import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { Webhook } from 'standardwebhooks'

/** One request that came in, as it was. */
export interface ReceivedWebhook {
  readonly id: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly path: string
  readonly payload: { type: string; timestamp: string; data: Record<string, unknown> }
  /** Whether the library accepts it, with the clock of this machine. */
  verifies(secret: string): boolean
}

export interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  readonly received: readonly ReceivedWebhook[]
  /** What is answered from now on; 204 unless told. */
  answerWith(answer: (webhook: ReceivedWebhook) => Answer | Promise<Answer>): void
  /** Resolves as soon as this many requests came in. */
  waitFor(count: number): Promise<void>
  close(): Promise<void>
}

/** A real HTTP server that takes webhooks. */
export async function startWebhookReceiver(port = 0): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const waiting: { count: number; done: () => void }[] = []
  let answer: (webhook: ReceivedWebhook) => Answer | Promise<Answer> = () => ({ status: 204 })
  const server = createServer(async (request, response) => {
    const webhook = await readWebhook(request)
    received.push(webhook)
    for (const { count, done } of waiting) if (received.length >= count) done()
    const { status, headers = {}, body } = await answer(webhook)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}/hook`,
    port: bound,
    received,
    answerWith(next) {
      answer = next
    },
    waitFor: (count) =>
      new Promise((done) => {
        if (received.length >= count) done()
        else waiting.push({ count, done })
      }),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function readWebhook(request: IncomingMessage): Promise<ReceivedWebhook> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  return {
    id: headers['webhook-id'] ?? '',
    headers,
    body,
    path: request.url ?? '',
    payload: JSON.parse(body),
    verifies(secret) {
      try {
        new Webhook(secret).verify(body, headers)
        return true
      } catch {
        return false
      }
    },
  }
}

/** One line of the effects file of a receiver in its own process. */
export interface Effect {
  /** The reply it is about where the event has one, else the event. */
  readonly key: string
  readonly webhook_id: string
  readonly type: string
}

/** How many effects each id had, from the file of a receiver in its own process. */
export function countEffects(path: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
    if (line === '') continue
    const { key } = JSON.parse(line) as Effect
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/**
 * The receiver as a process: `node test/support/webhook-receiver.ts --effects FILE --secret-file FILE [--port N]`
 * prints its URL. It acts once on a webhook-id, as a receiver should, and writes a line for each act before it answers;
 * the secret is read anew from its file each time, and what it does not verify is answered 401.
 */
async function runAsProcess(): Promise<void> {
  const { values } = parseArgs({
    options: {
      effects: { type: 'string' },
      'secret-file': { type: 'string' },
      port: { type: 'string', default: '0' },
    },
  })
  const effects = values.effects!
  const seen = new Set<string>()
  const receiver = await startWebhookReceiver(Number(values.port))
  receiver.answerWith((webhook) => {
    if (!webhook.verifies(readFileSync(values['secret-file']!, 'utf8').trim())) return { status: 401 }
    if (seen.has(webhook.id)) return { status: 204 }
    seen.add(webhook.id)
    const { type, data } = webhook.payload
    const effect: Effect = { key: String(data.reply_id ?? webhook.id), webhook_id: webhook.id, type }
    appendFileSync(effects, `${JSON.stringify(effect)}\n`)
    return { status: 204 }
  })
  process.stdout.write(`${receiver.url}\n`)
}

if (import.meta.main) await runAsProcess()

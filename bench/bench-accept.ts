import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import type { Database } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { messages, threads } from '../src/db/schema.ts'
import { makeTestPostgres } from '../test/support/open-test-database.ts'
import { acceptMany, messageOf, openBench, openShop } from './open-bench.ts'

const CONNECTIONS = 50
const SECONDS = 8
const PORT = 18_788
const KEY = 'the-key-of-the-bench'

/** Accepted requests a second, beside the bare insert of one message row through the same driver. */
export async function benchAccept(print: (line: string) => void): Promise<void> {
  await compare('PGlite', undefined, print)
  const made = await makeTestPostgres()
  if (made === null) return
  await compare('Postgres', made.url, print)
  await made.drop()
}

async function compare(name: string, url: string | undefined, print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-bench-'))
  const database = url === undefined ? await openPglite(join(folder, 'bare')) : await openPostgres(url)
  await database.migrate()
  const bare = await bareInserts(database)
  await database.close()
  const { rate, p99 } = await acceptRequests(folder, url)
  print(
    `  ${name.padEnd(9)} accept  ${rate.toFixed(0)} requests/s, p99 ${p99.toFixed(0)} ms at ${CONNECTIONS} connections`,
  )
  print(
    `  ${name.padEnd(9)} insert  ${bare.toFixed(0)} rows/s bare · ${(bare / rate).toFixed(1)} inserts' time a request`,
  )
  rmSync(folder, { recursive: true, force: true })
}

/** Rows a second, 50 at a time, into the table of messages with its indexes and references. */
async function bareInserts(database: Database): Promise<number> {
  const ctx = await openBench(database)
  await acceptMany(ctx, await openShop(ctx), 1)
  const [thread] = await database.db.select().from(threads).limit(1)
  const now = new Date()
  const insert = async () => {
    await database.db.insert(messages).values({
      id: randomUUID(),
      workspace_id: thread!.workspace_id,
      channel_id: thread!.channel_id,
      external_id: randomUUID(),
      thread_id: thread!.id,
      contact_id: thread!.contact_id,
      direction: 'inbound',
      disposition: 'backfill',
      surface: 'dm',
      text: messageOf(0).text,
      episode: 1,
      sent_at: now,
      received_at: now,
    })
  }
  let count = 0
  const until = performance.now() + (SECONDS / 2) * 1000
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await insert()
        count += 1
      }
    }),
  )
  return count / ((performance.now() - startedAt) / 1000)
}

/** A server of its own process without workers, so that nothing but accepting is measured. */
async function acceptRequests(
  folder: string,
  url: string | undefined,
): Promise<{ rate: number; p99: number }> {
  const server = spawn(process.execPath, [join(import.meta.dirname, '../bin/recado.mjs'), 'start'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      DATA_DIR: join(folder, 'server'),
      PORT: String(PORT),
      RECADO_DEMO: 'off',
      RECADO_API_KEY: KEY,
      RECADO_WORKERS: '0',
      RECADO_RATE_LIMIT: '100000000',
      LOG_LEVEL: 'error',
      ...(url === undefined ? {} : { DATABASE_URL: url }),
    },
  })
  const address = `http://127.0.0.1:${PORT}`
  while ((await fetch(`${address}/readyz`).catch(() => null))?.status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  let sent = 0
  const result = await autocannon({
    url: `${address}/v1/messages`,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        setupRequest: (request) => {
          sent += 1
          return { ...request, body: JSON.stringify(messageOf(sent)) }
        },
      },
    ],
  })
  server.kill('SIGTERM')
  await once(server, 'exit')
  if (result.non2xx > 0) throw new Error(`${result.non2xx} requests were refused`)
  return { rate: result.requests.average, p99: result.latency.p99 }
}

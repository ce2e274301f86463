import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Database } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { jobs } from '../src/db/schema.ts'
import { runWorker } from '../src/pipeline/run-worker.ts'
import { makeTestPostgres } from '../test/support/open-test-database.ts'
import { acceptMany, openBench, openShop } from './open-bench.ts'

const MESSAGES = 600
const CONCURRENCY = 4

/** Messages a second from a stored message to its recorded decision; accepting is not counted. */
export async function benchPath(print: (line: string) => void): Promise<void> {
  const pglite = await openPglite(null)
  await pglite.migrate()
  print(`  PGlite, in memory, 1 worker     ${(await drainHere(pglite)).toFixed(0)} messages/s`)
  await pglite.close()
  for (const processes of [1, 2]) {
    const made = await makeTestPostgres()
    if (made === null) return
    const database = await openPostgres(made.url)
    await database.migrate()
    const rate = await drainElsewhere(database, made.url, processes)
    print(
      `  Postgres, ${processes} worker process${processes === 1 ? '  ' : 'es'}    ${rate.toFixed(0)} messages/s`,
    )
    await database.close()
    await made.drop()
  }
}

async function drainHere(database: Database): Promise<number> {
  const ctx = await openBench(database)
  await acceptMany(ctx, await openShop(ctx), MESSAGES)
  const startedAt = performance.now()
  const worker = runWorker(ctx, CONCURRENCY)
  await untilDrained(database)
  const seconds = (performance.now() - startedAt) / 1000
  await worker.stop()
  await ctx.sightings.share()
  return MESSAGES / seconds
}

/** The processes are started and warm before anything is there to do. */
async function drainElsewhere(database: Database, url: string, processes: number): Promise<number> {
  const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(url)))
  const ctx = await openBench(database)
  const caller = await openShop(ctx)
  await acceptMany(ctx, caller, 20)
  await untilDrained(database)
  for (const worker of workers) worker.kill('SIGSTOP')
  await acceptMany(ctx, caller, MESSAGES + 20)
  const startedAt = performance.now()
  for (const worker of workers) worker.kill('SIGCONT')
  await untilDrained(database)
  const seconds = (performance.now() - startedAt) / 1000
  for (const worker of workers) {
    worker.kill('SIGTERM')
    await once(worker, 'exit')
  }
  return MESSAGES / seconds
}

async function startWorker(url: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'bench-worker.ts'), url, String(CONCURRENCY)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await once(child.stdout!, 'data')
  return child
}

async function untilDrained(database: Database): Promise<void> {
  while ((await database.db.select().from(jobs).limit(1)).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

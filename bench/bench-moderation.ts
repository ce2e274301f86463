import { eq, sql } from 'drizzle-orm'
import type { Context } from '../src/context.ts'
import type { Database } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { workspaces } from '../src/db/schema.ts'
import { SIGNALS, type SignalName } from '../src/domain/signal.ts'
import { findLinks } from '../src/moderation/find-links.ts'
import { readWords } from '../src/moderation/match-pattern.ts'
import { ALL_SIGNALS } from '../src/moderation/run-signals.ts'
import { signalFields } from '../src/moderation/signal-fields.ts'
import type { SignalInput } from '../src/moderation/signals/signal.ts'
import { makeMinute } from '../test/support/flood.ts'
import { makeTestPostgres } from '../test/support/open-test-database.ts'
import { openBench, openShop } from './open-bench.ts'
import { percentile } from './percentile.ts'

const FLOOD = 5000
const SENDERS = 500
const ORDINARY = 500
const WARM_UP = 300
const QUERIES = 300

/** Milliseconds a message, one after the other, of each signal in a minute with a flood; the classifier is in `classify`. */
export async function benchModeration(print: (line: string) => void): Promise<void> {
  const pglite = await openPglite(null)
  await pglite.migrate()
  await timeSignals('PGlite', pglite, print)
  await pglite.close()
  const made = await makeTestPostgres()
  if (made === null) return
  const postgres = await openPostgres(made.url)
  await postgres.migrate()
  await timeSignals('Postgres', postgres, print)
  await postgres.close()
  await made.drop()
}

async function timeSignals(name: string, database: Database, print: (line: string) => void): Promise<void> {
  const ctx = await openBench(database)
  const { workspaceId } = await openShop(ctx)
  const times = new Map<SignalName, number[]>(SIGNALS.map((signal) => [signal, []]))
  const all: number[] = []
  const minute = makeMinute(FLOOD, SENDERS, ORDINARY)
  const before = process.cpuUsage()
  for (const [i, said] of minute.entries()) {
    const input = inputOf(workspaceId, said, i)
    let sum = 0
    for (const signal of ALL_SIGNALS) {
      const startedAt = performance.now()
      await signal.examine(ctx, input)
      const tookMs = performance.now() - startedAt
      if (i >= WARM_UP) times.get(signal.name)!.push(tookMs)
      sum += tookMs
    }
    if (i >= WARM_UP) all.push(sum)
    // As in a server, where other work comes in between.
    if (i % 4 === 0) await new Promise(setImmediate)
  }
  await ctx.sightings.share()
  const { user, system } = process.cpuUsage(before)
  for (const [signal, own] of times) {
    if (percentile(own, 99) >= 0.01) print(`  ${name.padEnd(9)} ${signal.padEnd(11)} ${show(own)}`)
  }
  const line = (what: string, text: string) => print(`  ${name.padEnd(9)} ${what.padEnd(11)} ${text}`)
  line('together', show(all))
  line('CPU', `${((user + system) / 1000 / minute.length).toFixed(3)} ms a message, shared counts included`)
  for (const [what, times] of await timeQueries(ctx, workspaceId)) line(what, show(times))
}

/** One bare round trip, and a row of the turn without and with what `words` and `sender` need. */
async function timeQueries(ctx: Context, workspaceId: string): Promise<Map<string, number[]>> {
  const isOwn = eq(workspaces.id, workspaceId)
  const fields = { id: workspaces.id, ...signalFields(workspaceId, 'nobody', ctx.clock()) }
  const queries = {
    'select 1': () => ctx.db.execute(sql`select 1`),
    row: () => ctx.db.select({ id: workspaces.id }).from(workspaces).where(isOwn),
    'row, fields': () => ctx.db.select(fields).from(workspaces).where(isOwn),
  }
  const times = new Map<string, number[]>(Object.keys(queries).map((what) => [what, []]))
  for (let i = 0; i < QUERIES; i += 1) {
    for (const [what, query] of Object.entries(queries)) {
      const startedAt = performance.now()
      await query()
      times.get(what)!.push(performance.now() - startedAt)
    }
  }
  return times
}

function inputOf(workspaceId: string, said: { text: string; sender: string }, i: number): SignalInput {
  return {
    workspaceId,
    text: said.text,
    words: readWords(said.text),
    links: findLinks(said.text),
    wordLists: [],
    language: 'pt',
    surface: 'comment',
    labels: { spam: 0, hate: 0 },
    attachments: [],
    sender: {
      contactId: said.sender,
      takenAway: 0,
      messages: [{ id: `${workspaceId}-${i}`, text: said.text }],
    },
    allowedHosts: [],
  }
}

function show(times: readonly number[]): string {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length
  return `mean ${mean.toFixed(3)}  p50 ${percentile(times, 50).toFixed(3)}  p95 ${percentile(times, 95).toFixed(3)} ms a message`
}

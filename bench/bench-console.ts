import { sql } from 'drizzle-orm'
import { createMember } from '../src/access/create-member.ts'
import { buildConsole } from '../src/console/build-console.ts'
import { makeLink } from '../src/console/use-link.ts'
import type { Context } from '../src/context.ts'
import { openPglite } from '../src/db/open-database.ts'
import { type Caller, systemActor } from '../src/domain/actor.ts'
import { acceptMessage } from '../src/inbox/accept-message.ts'
import { writeChannel } from '../src/inbox/write-channel.ts'
import { claimTurn } from '../src/pipeline/claim-turn.ts'
import { workOn } from '../src/pipeline/run-worker.ts'
import { messageOf, openBench, openShop } from './open-bench.ts'
import { percentile } from './percentile.ts'

const THREADS = 20_000
const DRAFTS = 10_000
const ROUNDS = 40
const PASSWORD = 'uma frase bem comprida'
const PATHS = [
  '/console/review',
  '/console/moderation',
  '/console/board',
  '/console/knowledge',
  '/console/settings/audit',
]

type Get = (path: string) => Promise<Response>

/** How long pages take on PGlite with many threads and drafts, and how much a first visit loads. */
export async function benchConsole(print: (line: string) => void): Promise<void> {
  const database = await openPglite(null)
  await database.migrate()
  const ctx = await openBench(database)
  const caller = await openShop(ctx)
  await fill(ctx, caller)
  const get = await signIn(ctx, caller)
  for (const path of PATHS) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now()
      const answer = await get(path)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      times.push(performance.now() - startedAt)
    }
    const [p50, p95] = [percentile(times, 50), percentile(times, 95)]
    print(`  ${path.padEnd(26)} ${p50.toFixed(0)} ms median · ${p95.toFixed(0)} ms p95`)
  }
  print(`  with ${THREADS} threads and ${DRAFTS} drafts that wait, on PGlite in memory, one visitor`)
  print(
    `  a first visit of /console/review loads ${((await firstLoad(get)) / 1000).toFixed(0)} kB compressed`,
  )
  await database.close()
}

/** One thread with its draft goes through the app; the others are like it in all but their ids. */
async function fill(ctx: Context, caller: Caller): Promise<void> {
  await writeChannel(ctx, caller, 'shop', { kind: 'web', mode: 'draft', settle_ms: 0 })
  await acceptMessage(ctx, caller, messageOf(0))
  for (let claim = await claimTurn(ctx, ''); claim !== null; claim = await claimTurn(ctx, ''))
    await workOn(ctx, claim)
  const { db } = ctx
  await copy(
    db,
    'contacts',
    THREADS,
    sql`'id', 'con_' || n, 'external_id', 'c' || n, 'name', 'Customer ' || n`,
  )
  await db.execute(sql`
    insert into threads (id, workspace_id, channel_id, external_id, contact_id, surface, status, next_action, queue_id,
      priority, waiting_since, last_message_at, created_at, updated_at, episode, language)
    select 'thr_' || n, workspace_id, channel_id, 't' || n, 'con_' || n, surface,
      (array['new', 'assigned', 'waiting_for_customer', 'escalated'])[1 + n % 4], 'reply', queue_id,
      (array['urgent', 'high', 'normal', 'low'])[1 + n % 4], created_at + n * interval '1 ms', created_at, created_at, created_at,
      episode, language
    from threads, generate_series(1, ${THREADS}::int) as n where external_id = 't0'`)
  const own = sql`'thread_id', 'thr_' || n`
  await copy(
    db,
    'messages',
    THREADS,
    sql`'id', 'msg_' || n, 'external_id', 'm' || n, 'contact_id', 'con_' || n, ${own}`,
  )
  await copy(db, 'decisions', DRAFTS, sql`'id', 'dec_' || n, 'message_id', 'msg_' || n, ${own}`)
  await copy(
    db,
    'drafts',
    DRAFTS,
    sql`'id', 'drf_' || n, 'decision_id', 'dec_' || n, 'urgency', n % 4, ${own}`,
  )
  await db.execute(sql`analyze`)
}

/** Rows like the table's first, with the given fields in place of its own. */
function copy(db: Context['db'], table: string, count: number, over: ReturnType<typeof sql>) {
  const name = sql.raw(table)
  return db.execute(sql`
    insert into ${name} select (jsonb_populate_record(null::${name}, to_jsonb(first) || jsonb_build_object(${over}))).*
    from (select * from ${name} limit 1) as first, generate_series(1, ${count}::int) as n`)
}

async function signIn(ctx: Context, caller: Caller): Promise<Get> {
  const pages = buildConsole(ctx)
  const person = { name: 'Bench', email: 'bench@example.com', role: 'admin' } as const
  const { id } = await createMember(ctx, { ...caller, actor: systemActor('bench') }, person, () => {})
  const link = new URL(await makeLink(ctx, caller, id), 'http://localhost')
  const incoming = { socket: { remoteAddress: '127.0.0.1', remotePort: 1, remoteFamily: 'IPv4' } }
  const entered = await pages.request(
    'http://localhost/console/welcome',
    {
      method: 'POST',
      headers: { origin: 'http://localhost' },
      body: new URLSearchParams({ token: link.searchParams.get('token')!, password: PASSWORD }),
    },
    { incoming },
  )
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const headers = { cookie, 'accept-encoding': 'gzip' }
  return async (path) => pages.request(`http://localhost${path}`, { headers }, { incoming })
}

/** The page with everything that it names. */
async function firstLoad(get: Get): Promise<number> {
  const sizeOf = async (path: string) => (await (await get(path)).arrayBuffer()).byteLength
  const { gunzipSync } = await import('node:zlib')
  const page = Buffer.from(await (await get('/console/review')).arrayBuffer())
  const named = new Set(
    gunzipSync(page)
      .toString()
      .match(/\/console\/assets\/[^"#]+/g),
  )
  const sizes = await Promise.all([...named].map(sizeOf))
  return sizes.reduce((sum, size) => sum + size, page.byteLength)
}

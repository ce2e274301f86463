import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Context } from '../src/context.ts'
import type { Database } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { members, queues, threads } from '../src/db/schema.ts'
import { takeNext } from '../src/desk/take-next.ts'
import type { Caller } from '../src/domain/actor.ts'
import { makeTestPostgres } from '../test/support/open-test-database.ts'
import { acceptMany, openBench, openShop } from './open-bench.ts'

const THREADS = 5000
const MEMBERS = 50

/** Threads a second that 50 members take from a queue, beside claims that check, tell and record nothing. */
export async function benchDesk(print: (line: string) => void): Promise<void> {
  const pglite = await openPglite(null)
  await compare('PGlite', pglite, print)
  const made = await makeTestPostgres()
  if (made === null) return
  await compare('Postgres', await openPostgres(made.url), print)
  await made.drop()
}

async function compare(name: string, database: Database, print: (line: string) => void): Promise<void> {
  await database.migrate()
  const ctx = await openBench(database)
  const caller = await openShop(ctx)
  await acceptMany(ctx, caller, 1)
  const callers = await makeMembers(ctx, caller.workspaceId)
  const taken = await drain(await makeQueue(ctx, caller.workspaceId, 'taken'), callers, (who, queueId) =>
    takeNext(ctx, who, queueId),
  )
  const bare = await drain(await makeQueue(ctx, caller.workspaceId, 'bare'), callers, (who, queueId) =>
    claimBare(ctx, who, queueId),
  )
  print(
    `  ${name.padEnd(9)} ${taken.toFixed(0)} takes/s by ${MEMBERS} members over ${THREADS} threads · ${bare.toFixed(0)} bare claims/s`,
  )
  await database.close()
}

async function drain(
  queueId: string,
  callers: readonly Caller[],
  take: (caller: Caller, queueId: string) => Promise<unknown>,
): Promise<number> {
  let count = 0
  const startedAt = performance.now()
  await Promise.all(
    callers.map(async (caller) => {
      while ((await take(caller, queueId)) !== null) count += 1
    }),
  )
  if (count !== THREADS) throw new Error(`${count} of ${THREADS} threads were taken`)
  return count / ((performance.now() - startedAt) / 1000)
}

/** One statement: the first free row is marked as held. */
async function claimBare(ctx: Context, caller: Caller, queueId: string): Promise<unknown> {
  const first = ctx.db
    .select({ id: threads.id })
    .from(threads)
    .where(
      and(
        eq(threads.queue_id, queueId),
        isNull(threads.held_by),
        sql`${threads.status} in ('new', 'escalated')`,
      ),
    )
    .orderBy(
      asc(threads.urgency),
      sql`coalesce(${threads.waiting_since}, 'infinity'::timestamptz)`,
      threads.id,
    )
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await ctx.db
    .update(threads)
    .set({ held_by: caller.actor.id, status: 'assigned' })
    .where(eq(threads.id, first))
    .returning({ id: threads.id })
  return row ?? null
}

async function makeMembers(ctx: Context, workspaceId: string): Promise<Caller[]> {
  const rows = Array.from({ length: MEMBERS }, (_, i) => ({
    id: ctx.newId('mem'),
    workspace_id: workspaceId,
    name: `member ${i}`,
    role: 'level_1' as const,
    capacity: THREADS,
    created_at: ctx.clock(),
  }))
  await ctx.db.insert(members).values(rows)
  return rows.map(({ id }) => ({ workspaceId, actor: { kind: 'member', id } }))
}

async function makeQueue(ctx: Context, workspaceId: string, name: string): Promise<string> {
  const now = ctx.clock()
  const id = ctx.newId('que')
  await ctx.db
    .insert(queues)
    .values({ id, workspace_id: workspaceId, name, created_at: now, updated_at: now })
  await ctx.db.execute(sql`
    insert into threads (id, workspace_id, channel_id, external_id, contact_id, surface, status, next_action, queue_id,
      priority, waiting_since, last_message_at, created_at, updated_at)
    select 'thr_' || ${name}::text || n, workspace_id, channel_id, ${name}::text || n, contact_id, surface, 'new', 'reply',
      ${id}::text, (array['urgent', 'high', 'normal', 'low'])[1 + n % 4], created_at + n * interval '1 ms', created_at,
      created_at, created_at
    from threads, generate_series(1, ${THREADS}::int) as n where workspace_id = ${workspaceId} and external_id = 't0'`)
  await ctx.db.execute(sql`analyze threads`)
  return id
}

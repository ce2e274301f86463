import { and, eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { events, members, queues, threads } from '../src/db/schema.ts'
import { claimThread, releaseThread, renewClaim } from '../src/desk/claim-thread.ts'
import { endClaims } from '../src/desk/end-claims.ts'
import { patchThread } from '../src/desk/patch-thread.ts'
import { takeNext } from '../src/desk/take-next.ts'
import type { Caller } from '../src/domain/actor.ts'
import { AppError } from '../src/errors.ts'
import { accept, messageBody } from './support/send-message.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'

/** `.ci/run` raises it to 5,000. */
const THREADS = Number(process.env.RECADO_TEST_THREADS ?? 300)
const MEMBERS = 50
const QUEUES = 5

let app: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

async function makeMembers(workspaceId: string, count: number): Promise<Caller[]> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: app.ctx.newId('mem'),
    workspace_id: workspaceId,
    name: `member ${i}`,
    role: 'level_1' as const,
    capacity: THREADS,
    created_at: now,
  }))
  await app.ctx.db.insert(members).values(rows)
  return rows.map(({ id }) => ({ workspaceId, actor: { kind: 'member', id } }))
}

/** Threads that wait in several queues, made from one that came the usual way. */
async function makeBacklog(workspaceId: string, count: number): Promise<string[]> {
  const made = Array.from({ length: QUEUES }, (_, i) => ({
    id: app.ctx.newId('que'),
    workspace_id: workspaceId,
    name: `queue ${i}`,
    created_at: now,
    updated_at: now,
  }))
  await app.ctx.db.insert(queues).values(made)
  const ids = sql.join(
    made.map((queue) => sql`${queue.id}`),
    sql`, `,
  )
  await app.ctx.db.execute(sql`
    insert into threads (id, workspace_id, channel_id, external_id, contact_id, surface, status, next_action, queue_id,
      priority, waiting_since, last_message_at, created_at, updated_at)
    select 'thr_' || ${workspaceId}::text || '_' || n, workspace_id, channel_id, 'waits-' || n, contact_id, surface, 'new',
      'reply', (array[${ids}])[1 + n % ${QUEUES}::int], (array['urgent', 'high', 'normal', 'low'])[1 + n % 4],
      created_at + n * interval '1 ms', created_at, created_at, created_at
    from threads, generate_series(1, ${count}::int) as n where workspace_id = ${workspaceId}`)
  return made.map((queue) => queue.id)
}

test(`${MEMBERS} members who take at once get every thread, and none is given twice`, {
  timeout: 300_000,
}, async () => {
  const workspace = await app.makeWorkspace()
  await accept(workspace, messageBody('oi'))
  const queueIds = await makeBacklog(workspace.id, THREADS)
  const callers = await makeMembers(workspace.id, MEMBERS)
  const taken = await Promise.all(
    callers.map(async (caller, i) => {
      const own: string[] = []
      for (let k = 0; k < QUEUES; k += 1) {
        // Each starts at another queue and goes on until nothing waits in any.
        const queueId = queueIds[(i + k) % QUEUES]!
        for (;;) {
          const thread = await takeNext(app.ctx, caller, queueId)
          if (thread === null) break
          expect(thread.held_by).toBe(caller.actor.id)
          own.push(thread.id)
        }
      }
      return own
    }),
  )
  const all = taken.flat()
  expect(all).toHaveLength(THREADS)
  expect(new Set(all).size).toBe(THREADS)
  const claims = await app.ctx.db
    .select({ thread_id: events.thread_id })
    .from(events)
    .where(and(eq(events.workspace_id, workspace.id), eq(events.type, 'thread.claimed')))
  expect(new Set(claims.map((row) => row.thread_id)).size).toBe(THREADS)
  expect(claims).toHaveLength(THREADS)
  const left = await app.ctx.db
    .select({ id: threads.id })
    .from(threads)
    .where(and(inArray(threads.queue_id, queueIds), eq(threads.status, 'new')))
  expect(left).toEqual([])
})

test('a member who takes by many requests at once never holds more than their capacity', async () => {
  const workspace = await app.makeWorkspace()
  await accept(workspace, messageBody('oi'))
  const [queueId] = await makeBacklog(workspace.id, 40)
  const [caller] = await makeMembers(workspace.id, 1)
  await app.ctx.db.update(members).set({ capacity: 3 }).where(eq(members.id, caller!.actor.id))
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, () => takeNext(app.ctx, caller!, queueId!)),
  )
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(3)
})

const actions = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 1 }),
    what: fc.constantFrom('claim', 'renew', 'release', 'write', 'sweep'),
    waitMs: fc.constantFrom(0, 1, 29_999, 30_000, 30_001, 60_000),
  }),
  { maxLength: 12 },
)

test('whatever order claims end, are renewed, lost and written in, only who holds the thread writes', async () => {
  const workspace = await app.makeWorkspace()
  const callers = await makeMembers(workspace.id, 2)
  await fc.assert(
    fc.asyncProperty(actions, async (steps) => {
      const { thread_id } = await accept(workspace, messageBody('oi'))
      // The rule by itself: who holds it until when, and who lost it to the clock.
      let holder: { who: number; until: number } | null = null
      let loser: number | null = null
      for (const { who, what, waitMs } of steps) {
        now = new Date(now.getTime() + waitMs)
        if (holder !== null && holder.until <= now.getTime()) {
          loser = holder.who
          holder = null
        }
        if (what === 'sweep') {
          await endClaims(app.ctx)
          continue
        }
        const isFree = holder === null || holder.who === who
        const mayWrite = isFree && loser !== who
        const expected = { claim: isFree, renew: holder?.who === who, release: mayWrite, write: mayWrite }[
          what
        ]
        expect(await act(callers[who]!, thread_id, what), `${what} by ${who}`).toBe(expected)
        if (!expected) continue
        if (what === 'claim' || what === 'renew') {
          holder = { who, until: now.getTime() + 30_000 }
          if (loser === who) loser = null
        }
        if (what === 'release') {
          holder = null
          loser = null
        }
      }
    }),
    { numRuns: 40, seed: 6 },
  )
})

async function act(
  caller: Caller,
  id: string,
  what: 'claim' | 'renew' | 'release' | 'write',
): Promise<boolean> {
  const verbs = {
    claim: () => claimThread(app.ctx, caller, id, null, 30_000),
    renew: () => renewClaim(app.ctx, caller, id, null, 30_000),
    release: () => releaseThread(app.ctx, caller, id, null),
    write: () => patchThread(app.ctx, caller, id, null, { labels: [caller.actor.id] }),
  }
  try {
    await verbs[what]()
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('claim_lost')
    return false
  }
}

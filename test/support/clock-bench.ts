import { and, asc, eq, inArray } from 'drizzle-orm'
import { expect } from 'vitest'
import { checkNext } from '../../src/clocks/check-next.ts'
import { touchClocks } from '../../src/clocks/touch-clocks.ts'
import { events, threads } from '../../src/db/schema.ts'
import type { ThreadClock } from '../../src/domain/sla-policy.ts'
import type { Thread } from '../../src/domain/thread.ts'
import { accept, messageBody, openChannel } from './send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './start-test-app.ts'

type ThreadRow = typeof threads.$inferSelect

/** A thread as the API shows it, with its clocks. */
export type ClockedThread = Thread & { readonly clocks: readonly ThreadClock[] }

/** An app whose time stands until a test moves it. */
export interface ClockBench {
  readonly app: TestApp
  /** Makes a workspace of the test's own with its channel, in which every hour counts unless `policy` says otherwise. */
  open(policy?: Record<string, unknown>): Promise<TestWorkspace>
  setTime(instant: string): void
  /** A thread whose customer waits for a person from now on. */
  startWait(own: TestWorkspace, over?: Partial<ThreadRow>): Promise<string>
  /** Changes a thread as the desk does: in one transaction with its clocks. */
  change(threadId: string, set: Partial<ThreadRow>): Promise<void>
  /** What a worker does until nothing is due. */
  checkAll(): Promise<void>
  thread(own: TestWorkspace, threadId: string): Promise<ClockedThread>
  /** What was told of a thread's clocks, oldest first, with the instants that it names. */
  told(threadId: string): Promise<{ type: string; kind: unknown; level: unknown; due_at: unknown }[]>
}

const TOLD = ['sla.at_risk', 'sla.breached', 'sla.met', 'escalation.triggered'] as const

export async function openClockBench(instant: string): Promise<ClockBench> {
  let now = new Date(instant)
  const app = await startTestApp({ clock: () => now })
  const { ctx } = app
  const change: ClockBench['change'] = (threadId, set) =>
    ctx.db.transaction(async (tx) => {
      const [thread] = await tx.update(threads).set(set).where(eq(threads.id, threadId)).returning()
      await touchClocks(ctx, tx, thread!)
    })
  return {
    app,
    change,
    setTime: (to) => {
      now = new Date(to)
    },
    async open(policy = {}) {
      const own = await app.makeWorkspace()
      await openChannel(own)
      const body = { name: 'Every hour', position: 1, ...policy }
      expect((await own.request('POST', '/v1/sla-policies', body)).status).toBe(201)
      return own
    },
    async startWait(own, over = {}) {
      const { thread_id } = await accept(own, messageBody('Oi'))
      await change(thread_id, { waiting_since: now, ...over })
      return thread_id
    },
    async checkAll() {
      while (await checkNext(ctx));
    },
    thread: async (own, threadId) =>
      (await (await own.request('GET', `/v1/threads/${threadId}`)).json()) as ClockedThread,
    async told(threadId) {
      const rows = await ctx.db
        .select()
        .from(events)
        .where(and(eq(events.thread_id, threadId), inArray(events.type, [...TOLD])))
        .orderBy(asc(events.seq))
      return rows.map(({ type, data }) => ({ type, kind: data.kind, level: data.level, due_at: data.due_at }))
    },
  }
}

import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEvents } from '../src/db/append-event.ts'
import { systemActor } from '../src/domain/actor.ts'
import { readEvents } from '../src/outbox/read-events.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const waiters = () =>
  app.ctx.db.select({ pid: sql`pid` }).from(sql`pg_locks`).where(sql`locktype = 'advisory' and not granted`)

// PGlite runs one transaction after another, so there no append is ever in flight beside a reader.
test.runIf(process.env.TEST_DATABASE_URL !== undefined)(
  'a reader of events waits for an append that is not committed yet, and so misses none',
  async () => {
    const { ctx } = app
    const { id } = await app.makeWorkspace()
    const held = Promise.withResolvers<void>()
    const appended = Promise.withResolvers<string[]>()
    const slow = ctx.db.transaction(async (tx) => {
      appended.resolve(
        await appendEvents(ctx, tx, { workspaceId: id, actor: systemActor('test') }, [
          { type: 'reply.sent', data: {} },
        ]),
      )
      await held.promise
    })
    const first = await appended.promise
    const second = await ctx.db.transaction((tx) =>
      appendEvents(ctx, tx, { workspaceId: id, actor: systemActor('test') }, [
        { type: 'reply.failed', data: {} },
      ]),
    )
    let isRead = false
    const reading = readEvents(ctx, id, { after: null, type: null, limit: 10 }).finally(() => {
      isRead = true
    })
    while (!isRead && (await waiters()).length === 0) {}
    held.resolve()
    await slow
    expect((await reading).map((event) => event.id)).toEqual([...first, ...second])
  },
)

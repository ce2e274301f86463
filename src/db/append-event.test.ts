import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { makeNewId } from '../context.ts'
import { systemActor } from '../domain/actor.ts'
import { appendEvents } from './append-event.ts'
import type { Database } from './database.ts'
import { events, outbox, webhookEndpoints, workspaces } from './schema.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test('an event is owed to the enabled endpoints that asked for its type, and to no other workspace', async () => {
  const clock = () => new Date('2026-01-01T00:00:00Z')
  const ctx = { clock, newId: makeNewId(clock) }
  const now = clock()
  const settings = {
    tone: 'friendly',
    greeting: null,
    help_text: null,
    time_zone: 'UTC',
    order_masks: [] as string[],
    privacy_deadline_days: 15,
    max_error: null,
    second_opinions_per_day: 0,
    stop_everything: false,
    qa_share: 0,
    qa_double_share: 0,
    waiting_notice_after_s: null,
    embedder: null,
    classifier: null,
    drafter: null,
  } as const
  await database.db
    .insert(workspaces)
    .values(['a', 'b'].map((id) => ({ id, name: id, settings, created_at: now, updated_at: now })))
  const endpoint = (id: string, workspace_id: string, types: 'reply.sent'[], is_enabled = true) => ({
    id,
    workspace_id,
    url: 'https://shop.example/',
    events: types,
    secret: 'whsec_x',
    is_enabled,
    created_at: now,
    updated_at: now,
  })
  await database.db
    .insert(webhookEndpoints)
    .values([
      endpoint('all', 'a', []),
      endpoint('some', 'a', ['reply.sent']),
      endpoint('off', 'a', [], false),
      endpoint('foreign', 'b', []),
    ])
  await database.db.transaction((tx) =>
    appendEvents(ctx, tx, { workspaceId: 'a', actor: systemActor('test') }, [
      { type: 'reply.sent', data: {} },
      { type: 'message.received', data: {} },
    ]),
  )
  expect(await database.db.select().from(events)).toHaveLength(2)
  const owed = await database.db.select().from(outbox)
  expect(owed.map((row) => row.endpoint_id).sort()).toEqual(['all', 'all', 'some'])
})

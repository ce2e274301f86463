import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkBroadcast } from '../src/broadcasts/check-broadcast.ts'
import { reportResults } from '../src/broadcasts/report-results.ts'
import { takeStep } from '../src/broadcasts/take-step.ts'
import { recordConsent } from '../src/consents/record-consent.ts'
import type { WorkspaceSettings } from '../src/db/access-tables.ts'
import type { Database, Db } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { broadcastRecipients, broadcasts, events, workspaces } from '../src/db/schema.ts'
import { systemActor } from '../src/domain/actor.ts'
import { mergeContacts } from '../src/inbox/merge-contacts.ts'
import { fillDataFolder, makeTestPostgres } from './support/open-test-database.ts'
import { broadcastContext, planBroadcast } from './support/plan-broadcast.ts'

/** 10,000 and 10 before a release; see CONTRIBUTING.md. */
const CONTACTS = Number(process.env.RECADO_BROADCAST_CONTACTS ?? 300)
const KILLS = Number(process.env.RECADO_BROADCAST_KILLS ?? 1)

const DAY_MS = 86_400_000

let folder: string
let url: string | undefined
let drop = async () => {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-broadcast-'))
  fillDataFolder(folder)
  const postgres = await makeTestPostgres(process.env.RECADO_TEST_TEMPLATE)
  url = postgres?.url
  drop = postgres?.drop ?? drop
})
afterAll(async () => {
  await drop()
  rmSync(folder, { recursive: true, force: true })
})

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await (url === undefined ? openPglite(folder) : openPostgres(url))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** A process that takes steps until all is done, or until it dies in the transaction of its n-th event. */
async function run(kills: number, startMs: number): Promise<string | null> {
  const script = join(import.meta.dirname, 'support/broadcast-process.ts')
  const child = spawn(process.execPath, [script, url ?? folder, String(kills), String(startMs)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  return child.signalCode
}

async function readRequested(database: Pick<Database, 'db'>, workspaceId: string): Promise<string[]> {
  const rows = await database.db
    .select({ data: events.data })
    .from(events)
    .where(and(eq(events.workspace_id, workspaceId), eq(events.type, 'broadcast.message_requested')))
  return rows.map(({ data }) => String(data.contact_id))
}

test(`after ${KILLS} kill -9 a broadcast of ${CONTACTS} was asked for once for everybody who agreed, and for nobody else`, {
  timeout: 1_800_000,
}, async () => {
  const startMs = Date.now()
  const pilot = { size: 100, wait_s: 0, min_reported: 0 }
  const plan = await withDatabase(({ db }) =>
    planBroadcast(
      broadcastContext(db, () => new Date(startMs)),
      CONTACTS,
      { pilot },
    ),
  )
  for (let kill = 0; kill < KILLS; kill += 1) {
    const point = 1 + Math.floor((CONTACTS / KILLS) * 0.7)
    // Later than the one before came to, whose clock ran 60 times as fast.
    expect(await run(point, startMs + 1000 + kill * DAY_MS)).toBe('SIGKILL')
  }
  expect(await run(0, startMs + 1000 + KILLS * DAY_MS)).toBeNull()
  await withDatabase(async (database) => {
    const requested = await readRequested(database, plan.workspaceId)
    expect(requested.toSorted()).toEqual(plan.agreed.toSorted())
    const [row] = await database.db.select().from(broadcasts).where(eq(broadcasts.id, plan.broadcastId))
    expect(row).toMatchObject({ state: 'done', recipients: CONTACTS })
    expect(row!.without_consent).toBe(Math.ceil(CONTACTS * 1.25) - CONTACTS)
  })
})

test('a broadcast stops itself when its pilot breaks the rule, and who opts out meanwhile is left alone', async () => {
  await withDatabase(async ({ db }) => {
    let now = new Date('2026-03-10T12:00:00Z')
    const ctx = broadcastContext(db, () => now)
    // Longer than between two looks at the pilot.
    const settle = async () => {
      for (let idle = 0; idle < 8; ) {
        if (await takeStep(ctx)) continue
        now = new Date(now.getTime() + 1000)
        idle += 1
      }
    }
    const pilot = { size: 20, wait_s: 3600, min_reported: 0.5 }
    // Of 20 it bears two failures, but no complaint and no opt-out.
    for (const [bad, of, state, reason] of [
      [2, 'failed', 'done', null],
      [3, 'failed', 'stopped', 'failures'],
      [1, 'complained', 'stopped', 'complaints'],
      [1, 'opted_out', 'stopped', 'opt_outs'],
      [0, 'sent', 'done', null],
    ] as const) {
      const { workspaceId, broadcastId } = await planBroadcast(ctx, 60, { pilot })
      const caller = { workspaceId, actor: systemActor('test') }
      await settle()
      const asked = await db
        .select()
        .from(broadcastRecipients)
        .where(
          and(eq(broadcastRecipients.broadcast_id, broadcastId), eq(broadcastRecipients.state, 'requested')),
        )
      // Nobody beyond the pilot, until its results are there.
      expect(asked).toHaveLength(20)
      expect(asked.every((recipient) => recipient.is_pilot)).toBe(true)
      const [planned] = await db
        .select()
        .from(broadcastRecipients)
        .where(
          and(eq(broadcastRecipients.broadcast_id, broadcastId), eq(broadcastRecipients.state, 'planned')),
        )
      const consent = { purpose: 'marketing', status: 'revoked', source: 'phone', text: 'não quero' } as const
      await recordConsent(ctx, caller, planned!.contact_id, consent)
      const results = asked.map(({ contact_id }, i) => ({
        contact_id,
        status: i < bad && of !== 'opted_out' ? of : ('sent' as const),
        code: i < bad && of === 'failed' ? '131026' : null,
      }))
      for (const { contact_id } of of === 'opted_out' ? asked.slice(0, bad) : []) {
        await recordConsent(ctx, caller, contact_id, { ...consent, purpose: 'all' })
      }
      expect(await reportResults(ctx, caller, broadcastId, { results })).toEqual({ taken: 20, ignored: 0 })
      expect(await reportResults(ctx, caller, broadcastId, { results })).toEqual({ taken: 0, ignored: 20 })
      await settle()
      const [row] = await db.select().from(broadcasts).where(eq(broadcasts.id, broadcastId))
      expect(row).toMatchObject({ state, stop_reason: reason })
      const all = await db
        .select()
        .from(broadcastRecipients)
        .where(eq(broadcastRecipients.broadcast_id, broadcastId))
      const reached = all.filter((recipient) => recipient.requested_at !== null)
      expect(reached).toHaveLength(state === 'stopped' ? 20 : 59)
      expect(reached.map(({ contact_id }) => contact_id)).not.toContain(planned!.contact_id)
    }
  })
})

test('nobody is written to at night by their own clock, and a pilot without results ends it', async () => {
  await withDatabase(async ({ db }) => {
    let now = new Date('2026-03-10T23:30:00Z')
    const ctx = broadcastContext(db, () => now)
    const pilot = { size: 5, wait_s: 60, min_reported: 0.5 }
    const quiet_hours = { from: '21:00', until: '08:00' }
    // A new workspace is in São Paulo, where it is 20:30.
    const early = await planBroadcast(ctx, 5, { pilot, quiet_hours })
    while (await takeStep(ctx));
    expect(await db.$count(broadcastRecipients, eq(broadcastRecipients.state, 'requested'))).toBeGreaterThan(
      0,
    )
    now = new Date('2026-03-11T01:00:00Z')
    const late = await planBroadcast(ctx, 5, { pilot, quiet_hours })
    while (await takeStep(ctx));
    const readDue = () =>
      db.select().from(broadcastRecipients).where(eq(broadcastRecipients.broadcast_id, late.broadcastId))
    for (const recipient of await readDue()) {
      expect(recipient).toMatchObject({ state: 'planned', due_at: new Date('2026-03-11T11:00:00Z') })
    }
    now = new Date('2026-03-11T11:00:00Z')
    while (await takeStep(ctx));
    for (const recipient of await readDue()) expect(recipient.state).toBe('requested')
    now = new Date('2026-03-11T11:02:00Z')
    while (await takeStep(ctx));
    for (const { broadcastId } of [early, late]) {
      const [row] = await db.select().from(broadcasts).where(eq(broadcasts.id, broadcastId))
      expect(row).toMatchObject({ state: 'stopped', stop_reason: 'pilot_not_reported' })
    }
    now = new Date('2026-03-13T23:30:00Z')
    while (await takeStep(ctx));
    const ready = await db.select().from(events).where(eq(events.type, 'broadcast.report_ready'))
    expect(ready.map(({ data }) => data.broadcast_id)).toEqual(
      expect.arrayContaining([early.broadcastId, late.broadcastId]),
    )
  })
})

test('somebody with two names on the channel gets it once, also when that turns out after it began', async () => {
  await withDatabase(async ({ db }) => {
    let now = new Date('2026-03-10T12:00:00Z')
    const ctx = broadcastContext(db, () => now)
    const settle = async () => {
      while (await takeStep(ctx)) now = new Date(now.getTime() + 1000)
    }
    const pilot = { size: 1, wait_s: 60, min_reported: 0 }
    const { workspaceId, broadcastId, agreed } = await planBroadcast(ctx, 8, { pilot })
    const caller = { workspaceId, actor: systemActor('test') }
    const [main, second, third, ...others] = agreed as [string, string, string, ...string[]]
    await mergeContacts(ctx, caller, main, second, null)
    await mergeContacts(ctx, caller, main, third, null)
    const { may_receive } = await checkBroadcast(ctx, workspaceId, broadcastId)
    expect(may_receive).toBe(6)
    // Gathers, and asks for the pilot.
    await settle()
    const [pioneer] = await readRequested({ db }, workspaceId)
    const twin = others.find((id) => id !== pioneer)!
    await mergeContacts(ctx, caller, pioneer!, twin, null)
    now = new Date(now.getTime() + 61_000)
    await settle()
    const requested = await readRequested({ db }, workspaceId)
    expect(requested.toSorted()).toEqual([main, ...others].filter((id) => id !== twin).toSorted())
    const skipped = and(
      eq(broadcastRecipients.broadcast_id, broadcastId),
      eq(broadcastRecipients.state, 'skipped'),
    )
    expect(await db.select().from(broadcastRecipients).where(skipped)).toMatchObject([
      { contact_id: twin, reason: 'same_person' },
    ])
  })
})

async function changeSettings(db: Db, workspaceId: string, over: Partial<WorkspaceSettings>): Promise<void> {
  const own = eq(workspaces.id, workspaceId)
  const [row] = await db.select().from(workspaces).where(own)
  await db
    .update(workspaces)
    .set({ settings: { ...row!.settings, ...over } })
    .where(own)
}

test('one that stop_everything holds, and one whose step fails, wait a minute while others go on', async () => {
  await withDatabase(async ({ db }) => {
    let now = new Date('2026-03-10T12:00:00Z')
    const ctx = broadcastContext(db, () => now)
    const quiet_hours = { from: '21:00', until: '08:00' }
    const held = await planBroadcast(ctx, 4)
    const failing = await planBroadcast(ctx, 4, { quiet_hours })
    const sound = await planBroadcast(ctx, 4)
    await changeSettings(db, held.workspaceId, { stop_everything: true })
    // No time zone: whatever asks what time it is there throws.
    await changeSettings(db, failing.workspaceId, { time_zone: 'Mars/Olympus' })
    while (await takeStep(ctx));
    for (const { workspaceId, broadcastId } of [held, failing]) {
      expect(await readRequested({ db }, workspaceId)).toEqual([])
      const [row] = await db.select().from(broadcasts).where(eq(broadcasts.id, broadcastId))
      expect(row).toMatchObject({ state: 'pilot', next_at: new Date('2026-03-10T12:01:00Z') })
    }
    expect(await readRequested({ db }, sound.workspaceId)).toHaveLength(4)
    await changeSettings(db, held.workspaceId, { stop_everything: false })
    await changeSettings(db, failing.workspaceId, { time_zone: 'UTC' })
    now = new Date('2026-03-10T12:01:00Z')
    while (await takeStep(ctx));
    for (const { workspaceId } of [held, failing]) {
      expect(await readRequested({ db }, workspaceId)).toHaveLength(4)
    }
  })
})

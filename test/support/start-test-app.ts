import { sql } from 'drizzle-orm'
import { createKey } from '../../src/access/create-key.ts'
import { createMember } from '../../src/access/create-member.ts'
import { createWorkspace } from '../../src/access/create-workspace.ts'
import type { Scope } from '../../src/access/scopes.ts'
import type { App } from '../../src/api/app-env.ts'
import { buildApp } from '../../src/api/build-app.ts'
import { readConfig } from '../../src/config.ts'
import { type Context, makeNewId } from '../../src/context.ts'
import type { Database } from '../../src/db/database.ts'
import { events } from '../../src/db/schema.ts'
import { systemActor } from '../../src/domain/actor.ts'
import { EVENT_GUIDE } from '../../src/domain/event-guide.ts'
import type { MemberInput, MemberRole } from '../../src/domain/member.ts'
import { loadModels } from '../../src/inference/load-models.ts'
import type { InstalledModels } from '../../src/inference/models.ts'
import { makeCandidateCache } from '../../src/knowledge/load-candidates.ts'
import { makeLogger } from '../../src/logger.ts'
import { openSightings } from '../../src/moderation/open-sightings.ts'
import { makeDecisionBell } from '../../src/pipeline/decision-bell.ts'
import { makeKeyring } from '../../src/secrets/keyring.ts'
import { newKey } from '../../src/secrets/load-keyring.ts'
import { openTestDatabase } from './open-test-database.ts'

/** A workspace of a test's own, and requests with its key. */
export interface TestWorkspace {
  readonly id: string
  readonly key: string
  /** Another key of the workspace; returns its secret. */
  makeKey(scopes: readonly Scope[]): Promise<string>
  /** A member of the role with an all-scopes key of their own. */
  makeMember(role: MemberRole, over?: Partial<MemberInput>): Promise<TestMember>
  /** Sends a request with the workspace's key; a body is sent as JSON. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** A member, and requests with their key. */
export interface TestMember {
  readonly id: string
  readonly key: string
  readonly request: TestWorkspace['request']
}

export interface TestApp {
  readonly app: App
  readonly ctx: Context
  readonly database: Database
  makeWorkspace(): Promise<TestWorkspace>
  close(): Promise<void>
}

/** The whole app over a database, by default one of its own, and the shipped models; nothing listens and no worker runs. */
export async function startTestApp(
  overrides: Partial<Context> = {},
  opened: Promise<Database> = openTestDatabase(),
): Promise<TestApp> {
  const database = await opened
  const config = readConfig({ RECADO_DEMO: 'off', LOG_LEVEL: 'silent' })
  const logger = makeLogger('silent')
  const clock = overrides.clock ?? (() => new Date())
  const ctx: Context = {
    db: database.db,
    config,
    keyring: makeKeyring([newKey()], 'this test'),
    logger,
    models: overrides.models ?? (await loadShipped()),
    candidates: makeCandidateCache(),
    sightings: openSightings({ db: database.db, logger }),
    bell: makeDecisionBell(),
    clock,
    newId: makeNewId(clock),
    random: () => 0.5,
    wake: () => {},
    ...overrides,
  }
  const close = async () => {
    await ctx.sightings.share().catch(() => {})
    const untold = await findUndocumented(database).finally(() => database.close())
    if (untold.length > 0) throw new Error(`src/domain/event-guide.ts lacks ${untold.join(', ')}`)
  }
  const app = buildApp(ctx, { database: 'ok', migrations: 'ok', models: 'ok', queue: 'ok', requests: 0 })
  return { app, ctx, database, makeWorkspace: () => makeWorkspace(app, ctx), close }
}

/** Fields of events in this database that docs/events.md does not name, as `type field`. */
async function findUndocumented({ db }: Database): Promise<string[]> {
  const field = sql<string>`jsonb_object_keys(${events.data})`
  const told = await db.selectDistinct({ type: events.type, field }).from(events)
  return told
    .filter(({ type, field: name }) => !EVENT_GUIDE[type].fields.includes(name))
    .map(({ type, field: name }) => `${type} ${name}`)
}

let shipped: Promise<InstalledModels> | undefined

/** The models without any provider, loaded once for all files of a worker: that takes longer than opening a database. */
function loadShipped(): Promise<InstalledModels> {
  shipped ??= loadModels(readConfig({}))
  return shipped
}

async function makeWorkspace(app: App, ctx: Context): Promise<TestWorkspace> {
  const { workspace, key } = await createWorkspace(ctx, systemActor('test'), { name: 'test' })
  const caller = { workspaceId: workspace.id, actor: systemActor('test') }
  return {
    id: workspace.id,
    key: key.secret,
    makeKey: async (scopes) => (await createKey(ctx, ctx.db, caller, { name: 'test', scopes })).secret,
    makeMember: async (role, over = {}) => {
      const { id } = await createMember(ctx, caller, { name: role, role, ...over }, () => {})
      const own = await createKey(ctx, ctx.db, caller, { name: 'test', scopes: ['*'], memberId: id })
      return { id, key: own.secret, request: requestsWith(app, own.secret) }
    },
    request: requestsWith(app, key.secret),
  }
}

/** Requests with a key; a body is sent as JSON. */
function requestsWith(app: App, key: string): TestWorkspace['request'] {
  return async (method, path, body, headers = {}) =>
    app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

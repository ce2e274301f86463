import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rotateSecrets } from '../src/commands/rotate-secrets.ts'
import { readConfig } from '../src/config.ts'
import { webhookEndpoints } from '../src/db/schema.ts'
import { makeLogger } from '../src/logger.ts'
import { makeKeyring } from '../src/secrets/keyring.ts'
import { newKey } from '../src/secrets/load-keyring.ts'
import { endpointSecret, resealSecrets } from '../src/secrets/reseal-secrets.ts'
import { openSecret } from '../src/secrets/seal-secret.ts'
import { startServer } from '../src/start-server.ts'
import { fillDataFolder, makeTestPostgres } from './support/open-test-database.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  app = await startTestApp({
    config: readConfig({ RECADO_DEMO: 'off', LOG_LEVEL: 'silent', WEBHOOK_ALLOW_PRIVATE: 'on' }),
  })
  workspace = await app.makeWorkspace()
})
afterAll(() => app.close())

interface Shown {
  id: string
  secret: string
}

async function makeEndpoint(): Promise<Shown> {
  const body = { url: 'http://127.0.0.1:9/hook', events: [] }
  return (await (await workspace.request('POST', '/v1/webhook-endpoints', body)).json()) as Shown
}

async function stored(id: string) {
  const [row] = await app.ctx.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id))
  return row!
}

test('a webhook secret stands sealed, before and after it is rotated', async () => {
  const { id, secret } = await makeEndpoint()
  expect(JSON.stringify(await stored(id))).not.toContain(secret)
  const rotated = await workspace.request('POST', `/v1/webhook-endpoints/${id}/rotate-secret`)
  const next = ((await rotated.json()) as Shown).secret
  const row = await stored(id)
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(JSON.stringify(row)).not.toContain(next)
  expect(openSecret(app.ctx.keyring, endpointSecret(id, 'secret'), row.secret)).toBe(next)
  const previous = openSecret(app.ctx.keyring, endpointSecret(id, 'previous_secret'), row.previous_secret!)
  expect(previous).toBe(secret)
})

test('a secret from before there was a key is sealed in place, once', async () => {
  const { id } = await makeEndpoint()
  const set = { secret: 'whsec_plain', previous_secret: 'whsec_older' }
  await app.ctx.db.update(webhookEndpoints).set(set).where(eq(webhookEndpoints.id, id))
  expect(await resealSecrets(app.ctx)).toBe(2)
  const row = await stored(id)
  expect(openSecret(app.ctx.keyring, endpointSecret(id, 'secret'), row.secret)).toBe('whsec_plain')
  expect(await resealSecrets(app.ctx)).toBe(0)
  expect((await stored(id)).secret).toBe(row.secret)
})

test('a rotation that was cut off goes on where it stood', async () => {
  const { id, secret } = await makeEndpoint()
  const [older] = app.ctx.keyring.keys.values()
  const keyring = makeKeyring([newKey(), older!.toString('base64')], 'the test')
  const broken = {
    ...app.ctx.db,
    update: () => {
      throw new Error('killed')
    },
  }
  const cut = Object.assign(Object.create(app.ctx.db), { update: broken.update })
  await expect(resealSecrets({ db: cut, keyring })).rejects.toThrow('killed')
  expect(await resealSecrets({ db: app.ctx.db, keyring })).toBeGreaterThan(0)
  expect(openSecret(keyring, endpointSecret(id, 'secret'), (await stored(id)).secret)).toBe(secret)
  await expect(
    resealSecrets({ db: app.ctx.db, keyring: makeKeyring([newKey()], 'the test') }),
  ).rejects.toMatchObject({
    code: 'secret_unreadable',
  })
  await resealSecrets({ db: app.ctx.db, keyring: { ...keyring, currentId: app.ctx.keyring.currentId } })
})

test('the first start makes a key file that only its owner reads, rotating replaces it, and a wrong key does not start', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-secrets-'))
  fillDataFolder(folder)
  const postgres = await makeTestPostgres(process.env.RECADO_TEST_TEMPLATE)
  const environment = {
    DATA_DIR: folder,
    PORT: '0',
    RECADO_DEMO: 'off',
    RECADO_WORKERS: '0',
    RECADO_API_KEY: 'the-key-of-the-secrets-test',
    LOG_LEVEL: 'silent',
    WEBHOOK_ALLOW_PRIVATE: 'on',
    ...(postgres === null ? {} : { DATABASE_URL: postgres.url }),
  }
  const start = (more: Record<string, string> = {}) =>
    startServer(readConfig({ ...environment, ...more }), makeLogger('silent'))
  const server = await start()
  const made = await fetch(`${server.address}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${environment.RECADO_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'http://127.0.0.1:9/hook', events: [] }),
  })
  expect(made.status).toBe(201)
  await server.stop()
  const path = join(folder, 'secret-keys')
  const first = readFileSync(path, 'utf8')
  expect(statSync(path).mode & 0o777).toBe(0o600)

  await expect(start({ RECADO_SECRET_KEY: newKey() })).rejects.toMatchObject({ code: 'secret_unreadable' })

  Object.assign(process.env, environment)
  try {
    await rotateSecrets()
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name]
  }
  const second = readFileSync(path, 'utf8')
  expect(second.trim().split('\n')).toHaveLength(1)
  expect(second).not.toBe(first)
  await expect(start({ RECADO_SECRET_KEY: first.trim() })).rejects.toMatchObject({
    code: 'secret_unreadable',
  })
  await (await start({ RECADO_SECRET_KEY: `${newKey()},${second.trim()}` })).stop()
  await postgres?.drop()
  rmSync(folder, { recursive: true, force: true })
})

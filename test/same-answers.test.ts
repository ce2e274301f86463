import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { Database } from '../src/db/database.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { makeTestPostgres, readSnapshot } from './support/open-test-database.ts'
import { decideMessage, openChannel } from './support/send-message.ts'
import { startTestApp, type TestWorkspace } from './support/start-test-app.ts'

/** Every category in three languages, and texts that databases are known to sort, stem or fold differently. */
const TEXTS = [
  ...['oi! que horas vcs abrem no sábado?', '¿hacen envíos a Córdoba?', 'can i return shoes?'],
  ...['cadê meu pedido 4512?', 'quiero hablar con una persona', 'my parcel never arrived'],
  ...['ganhe R$ 500 por dia, clique em renda-extra.example', 'free iPhone, claim at win-prize.example'],
  ...['seus viados imundos, morram', 'malditos maricones', 'obrigada 🙏', 'ÇAĞRI İSTANBUL straße ﬁm'],
]
const ENTRIES = JSON.parse(readFileSync('evals/knowledge/padaria-doceria.json', 'utf8')).entries

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Starts on a database with models read anew, and tells what is answered in a new workspace and in an earlier one. */
async function answer(database: Promise<Database>, earlier: TestWorkspace | null) {
  const app = await startTestApp({ models: await loadModels(readConfig({})) }, database)
  const own = await app.makeWorkspace()
  await openChannel(own)
  expect((await own.request('PUT', '/v1/kb/entries', { entries: ENTRIES })).status).toBe(200)
  const assess = async ({ key }: TestWorkspace) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ items: TEXTS.map((text) => ({ text })) })
    const response = await app.app.request('/v1/classify', { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    return (await response.json()) as unknown
  }
  const assessed = await assess(own)
  if (earlier !== null) expect(await assess(earlier)).toEqual(assessed)
  const decided: unknown[] = []
  for (const text of TEXTS.slice(0, 7)) {
    const { category, labels, moderation, route, reasons, draft, citations, versions } = await decideMessage(
      app,
      own,
      text,
    )
    const cited = citations.map(({ external_id, score }) => ({ external_id, score }))
    const said = draft === null ? null : { text: draft.text, confidence: draft.confidence }
    decided.push({ category, labels, moderation, route, reasons, said, cited, versions })
  }
  await app.close()
  return { own, said: { assessed, decided } }
}

test('the same texts get the same scores, drafts and routes after a restart and on both databases', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-same-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  const first = await answer(openPglite(folder, readSnapshot()), null)
  expect((await answer(openPglite(folder), first.own)).said).toEqual(first.said)
  const postgres = await makeTestPostgres()
  if (postgres === null) return
  closing.push(() => postgres.drop())
  const other = await openPostgres(postgres.url)
  await other.migrate()
  expect((await answer(Promise.resolve(other), null)).said).toEqual(first.said)
}, 90_000)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { Embedder } from '../src/inference/embedder.ts'
import { type HeldModels, holdEmbedder } from '../src/inference/hold-embedder.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { reembedEntries } from '../src/knowledge/reembed-entries.ts'
import { putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'
import { expectDocumented } from './support/validate-response.ts'

/** A provider's embedder that answers once it is let, and fails first. */
let isLet = false
let calls = 0
const provider: Embedder = {
  id: 'provider-embedder',
  dimensions: 3,
  async embed(texts) {
    calls += 1
    if (!isLet) throw new Error('away')
    return texts.map((text) => Float32Array.of(1, text.length / 1000, 0))
  },
}

let app: TestApp
let held: HeldModels
beforeAll(async () => {
  held = holdEmbedder(await loadModels(readConfig({})))
  app = await startTestApp({ models: held.models })
})
afterAll(() => app.close())

async function search(own: TestWorkspace): Promise<string[]> {
  const response = await own.request('POST', '/v1/kb/search', { query: 'Qual o horário de funcionamento?' })
  const { data } = (await response.json()) as { data: { entry: { external_id: string } }[] }
  return data.map(({ entry }) => entry.external_id)
}

async function progress(own: TestWorkspace): Promise<unknown> {
  return expectDocumented('GET /v1/kb/embedding', await own.request('GET', '/v1/kb/embedding'))
}

test('a new embedder takes over when every entry has its vectors, and search goes on meanwhile', async () => {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const { embedded } = held.models
  held.use(provider, null)
  const reembedding = await reembedEntries(app.ctx, held, 5)
  const entries = (await progress(own)) as { entries: number }
  expect(entries).toEqual({
    embedder: embedded.id,
    pending: provider.id,
    entries: entries.entries,
    embedded: 0,
  })
  expect((await search(own))[0]).toBe('horario')
  const late = { external_id: 'novo', question: 'Tem gato?', answer: 'Temos dois.', language: 'pt' }
  await own.request('PUT', '/v1/kb/entries', { entries: [late] })
  await expect.poll(() => calls).toBeGreaterThan(1)
  isLet = true
  await reembedding.done
  expect(await progress(own)).toEqual({
    embedder: provider.id,
    pending: null,
    entries: entries.entries + 1,
    embedded: entries.entries + 1,
  })
  expect(await search(own)).toContain('novo')
})

test('what an earlier embedder left is dropped at the next start', async () => {
  const own = await app.makeWorkspace()
  await putEntries(own)
  await (await reembedEntries(app.ctx, held)).done
  held.use(held.models.embedded, null)
  expect(await search(own)).toEqual([])
  await (await reembedEntries(app.ctx, held)).done
  expect((await search(own))[0]).toBe('horario')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/support/start-test-app.ts'
import { systemActor } from '../domain/actor.ts'
import { forWorkspace } from '../inference/for-workspace.ts'
import { searchPassages } from './search-passages.ts'
import { upsertEntries } from './upsert-entries.ts'

let app: TestApp
let now = Date.parse('2026-03-01T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => new Date(now) })
})
afterAll(() => app.close())

async function makeShop(entries: readonly Record<string, unknown>[]): Promise<string> {
  const { id } = await app.makeWorkspace()
  const caller = { workspaceId: id, actor: systemActor('test') }
  const { errors } = await upsertEntries(app.ctx, caller, entries)
  expect(errors).toEqual([])
  return id
}

const ASK = 'Vocês entregam em domicílio?'
const delivery = { external_id: 'entrega', question: ASK, answer: 'Sim, em toda a cidade.', language: 'pt' }
const search = async (workspaceId: string, text = ASK, limit = 5) =>
  (
    await searchPassages(await forWorkspace(app.ctx, workspaceId), workspaceId, [
      { text, language: 'pt', limit },
    ])
  )[0]!

test('entries of another workspace neither show nor crowd out one’s own', async () => {
  // More than one search looks at, and each nearer to the query than our own.
  const nearer = Array.from({ length: 45 }, (_, i) => ({ ...delivery, external_id: `entrega-${i}` }))
  await makeShop(nearer)
  const own = await makeShop([{ ...delivery, question: 'A entrega em casa existe?' }])
  const found = await search(own)
  expect(found.map((passage) => passage.entry.external_id)).toEqual(['entrega'])
  expect(found[0]!.matched_by).toEqual(['text', 'vector'])
})

test('an entry is found from the moment it holds until the moment it ends', async () => {
  const at = (ms: number) => new Date(now + ms).toISOString()
  const own = await makeShop([{ ...delivery, valid_from: at(1000), valid_until: at(2000) }])
  const seen: number[] = []
  for (const step of [999, 1, 999, 1]) {
    now += step
    seen.push((await search(own)).length)
  }
  expect(seen).toEqual([0, 1, 1, 0])
})

test('a variant finds its entry and says so', async () => {
  const own = await makeShop([{ ...delivery, variants: ['tem motoboy?'] }])
  const [best] = await search(own, 'tem motoboy?')
  expect(best).toMatchObject({ entry: { external_id: 'entrega', version: 1 } })
  expect(best!.matched_by).toContain('variant')
})

test('no more than the limit come back, best first, with a probability each', async () => {
  const own = await makeShop([
    delivery,
    { external_id: 'pix', question: 'Aceitam pix?', answer: 'Sim, pix e cartão.', language: 'pt' },
    { external_id: 'vaga', question: 'Tem estacionamento?', answer: 'Sim, na rua de trás.', language: 'pt' },
  ])
  const found = await search(own, ASK, 2)
  expect(found).toHaveLength(2)
  expect(found[0]!.entry.external_id).toBe('entrega')
  expect(found[0]!.confidence).toBeGreaterThan(found[1]!.confidence)
  expect(found.every(({ confidence }) => confidence >= 0 && confidence <= 1)).toBe(true)
})

test('words that a query language would read as its own are only words', async () => {
  const own = await makeShop([delivery])
  for (const text of ["entregam' | ! & (", ':*', '\\', "'; drop table jobs; --", '😀'])
    expect((await search(own, text)).length).toBeLessThanOrEqual(1)
})

test('a workspace without entries finds nothing, and no query needs no search', async () => {
  const { id } = await app.makeWorkspace()
  expect(await search(id)).toEqual([])
  expect(await searchPassages(await forWorkspace(app.ctx, id), id, [])).toEqual([])
})

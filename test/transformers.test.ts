import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { TextClassifier } from '../src/inference/text-classifier.ts'
import { loadTransformersClassifier } from '../src/inference/transformers/classify-texts.ts'
import { loadTransformersEmbedder } from '../src/inference/transformers/embed-texts.ts'
import { type Hub, openPipeline } from '../src/inference/transformers/open-pipeline.ts'
import { makeTinyModel } from './support/make-tiny-model.ts'
import { decideMessage, openChannel } from './support/send-message.ts'
import { startTestApp } from './support/start-test-app.ts'

/** Two meanings in three languages. */
const OPEN = [1, 0, 0.1]
const PRICE = [0, 1, 0.1]
const MEANINGS = { open: OPEN, abre: OPEN, abren: OPEN, price: PRICE, preco: PRICE, precio: PRICE }
const HATEFUL = { vermin: [0, 6, 0], parasites: [0, 0, 6], lovely: [6, 0, 0] }
const LABELS = ['fine', 'hateful', 'targeted']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-transformers-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  makeTinyModel(join(folder, 'embedder'), MEANINGS, null)
  makeTinyModel(join(folder, 'classifier'), HATEFUL, LABELS)
})

const at = (name: string, hub: Hub | null = null) => ({
  model: hub === null ? join(folder, name) : name,
  hub,
  dtype: 'fp32' as const,
})
const embedderOf = (name: string, library?: string) =>
  loadTransformersEmbedder({ model: at(name), pooling: 'mean', prefix: '' }, library)
const EMBED = { name: 'feature-extraction', pooling: 'mean', prefix: '' } as const

describe('the transformers embedder', () => {
  test('gives near meanings near vectors of unit length, in order, and none to a text without any', async () => {
    const embedder = await embedderOf('embedder')
    const texts = ['When do you OPEN?', 'que horas abre', '¿cuál es el precio?', '', '\ud83d']
    const [open, abre, precio, ...none] = await embedder.embed(texts)
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
    expect(dot(open!, open!)).toBeCloseTo(1)
    expect(dot(open!, abre!)).toBeCloseTo(1)
    expect(dot(open!, precio!)).toBeLessThan(0.1)
    expect(none.map((vector) => [...vector])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    const many = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 'price' : 'open'))
    const rows = await embedder.embed(many)
    expect(rows.map((row) => (row[1]! > 0.5 ? 'price' : 'open'))).toEqual(many)
  })

  test('is named by the checksum of its files: the same ones give the same vectors, others another name', async () => {
    const first = await embedderOf('embedder')
    const again = await embedderOf('embedder')
    expect(first.id).toMatch(/^transformers:embedder@[0-9a-f]{12}$/)
    expect(again.id).toBe(first.id)
    expect(await again.embed(['abre'])).toEqual(await first.embed(['abre']))
    makeTinyModel(join(folder, 'embedder'), { ...MEANINGS, open: PRICE }, null)
    expect((await embedderOf('embedder')).id).not.toBe(first.id)
  })

  test('leaves the event loop free, and who no longer waits is told at once', async () => {
    const pipeline = await openPipeline(at('embedder'), EMBED)
    let turns = 0
    let isDone = false
    const count = () => {
      turns += 1
      if (!isDone) setImmediate(count)
    }
    const long = Array.from({ length: 16 }, () => 'open price '.repeat(900))
    const work = pipeline.run(long)
    count()
    await work
    isDone = true
    // Sixteen long texts are one call of the library: in this thread it would leave room for a handful.
    expect(turns).toBeGreaterThan(100)
    const stop = new AbortController()
    const aborted = pipeline.run(long, stop.signal)
    stop.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    await expect(pipeline.run(['open'], stop.signal)).rejects.toThrow('enough')
    expect(await pipeline.run(['open'])).toHaveLength(1)
  })

  test('starts another thread where one ended, unless the files were changed', async () => {
    const pipeline = await openPipeline(at('embedder'), EMBED)
    const inHand = pipeline.run(['open'])
    await pipeline.stop()
    await expect(inHand).rejects.toMatchObject({ code: 'unavailable' })
    expect(await pipeline.run(['open'])).toHaveLength(1)
    await pipeline.stop()
    makeTinyModel(join(folder, 'embedder'), { ...MEANINGS, open: PRICE }, null)
    await expect(pipeline.run(['open'])).rejects.toMatchObject({ code: 'model_corrupt' })
  })
})

describe('the transformers classifier', () => {
  const embedded: TextClassifier = {
    id: 'embedded-test',
    thresholds: { spam: 0.4, hate: 0.4, personal: 0.4, courtesy: 0.4, danger: 0.4, toxic: 0.4 },
    classify: async (inputs) =>
      inputs.map(() => ({
        scores: { spam: 0.7, hate: 0.2, personal: 0.1, courtesy: 0.1, danger: 0.1, toxic: 0.1 },
        evidence: (['spam', 'hate'] as const).map((label) => ({
          label,
          cue: 'x',
          start: 0,
          end: 1,
          weight: 1,
        })),
      })),
  }
  const inputOf = (text: string) => ({ text, language: 'en', surface: 'dm' }) as const

  test('adds up the labels that stand for ours and leaves the rest to the embedded model', async () => {
    const labels = { hate: ['hateful', 'targeted'] }
    const classifier = await loadTransformersClassifier({ model: at('classifier'), labels, embedded })
    expect(classifier.id).toMatch(/^transformers:classifier@[0-9a-f]{12}\+embedded-test$/)
    expect(classifier.thresholds).toMatchObject({ hate: 0.5, spam: 0.4 })
    const texts = ['vermin', 'parasites', 'lovely', 'neither']
    const outputs = await classifier.classify(texts.map(inputOf))
    expect(outputs.map(({ scores }) => Math.round(scores.hate * 100))).toEqual([100, 100, 0, 67])
    expect(outputs[0]!.scores.spam).toBe(0.7)
    expect(outputs[0]!.evidence.map(({ label }) => label)).toEqual(['spam'])
  })

  test('reads what stands at the end of the longest message, whatever else is in the batch', async () => {
    const labels = { hate: ['hateful'] }
    const classifier = await loadTransformersClassifier({ model: at('classifier'), labels, embedded })
    const long = `${'some day '.repeat(1200).slice(0, 9_990)} vermin`
    const outputs = await classifier.classify(
      ['lovely', long, '', '\ud800', 'lovely '.repeat(150_000)].map(inputOf),
    )
    expect(outputs.map(({ scores }) => scores.hate >= 0.5)).toEqual([false, true, false, false, false])
  })

  test('a label that the model does not have is not_configured, and those it has are named', async () => {
    const labels = { hate: ['hatefull'] }
    await expect(
      loadTransformersClassifier({ model: at('classifier'), labels, embedded }),
    ).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringMatching(/hatefull; it has fine, hateful, targeted$/),
    })
  })
})

describe('what cannot be loaded is not_configured and says why', () => {
  test.each([
    ['an absent library', () => embedderOf('embedder', 'recado-is-not-a-package'), 'is not installed'],
    ['an absent folder', () => embedderOf('nowhere'), 'nowhere/config.json'],
    [
      'a model file that was cut off',
      () => {
        const file = join(folder, 'embedder/onnx/model.onnx')
        truncateSync(file, statSync(file).size - 100)
        return embedderOf('embedder')
      },
      'could not be read',
    ],
  ])('%s', async (_what, load, said) => {
    await expect(load()).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(said),
    })
  })
})

test('a model of the hub is fetched once, kept, and is the same as from a folder', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    const file = request.url!.replace('/someone/embedder/resolve/abc123/', '')
    try {
      response.end(readFileSync(join(folder, 'embedder', file)))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const hub = { url, revision: 'abc123', cacheDir: join(folder, 'cache') }
  const fetched = await openPipeline(at('someone/embedder', hub), EMBED)
  expect(asked).toContain('/someone/embedder/resolve/abc123/onnx/model.onnx')
  server.closeAllConnections()
  server.close()
  const kept = await openPipeline(at('someone/embedder', hub), EMBED)
  expect([fetched.id, kept.id]).toEqual(Array(2).fill((await embedderOf('embedder')).id))
  await expect(openPipeline(at('someone/else', hub), EMBED)).rejects.toMatchObject({ code: 'not_configured' })
})

test('a workspace that chooses them decides and searches by these models and names them', async () => {
  const config = readConfig({
    RECADO_EMBEDDER: `embedded; transformers:${join(folder, 'embedder')}`,
    RECADO_CLASSIFIER: `embedded; transformers:${join(folder, 'classifier')}?hate=hateful,targeted`,
  })
  const app = await startTestApp({ models: await loadModels(config) })
  try {
    const own = await app.makeWorkspace()
    await openChannel(own)
    const usual = await decideMessage(app, own, 'vermin vermin vermin')
    expect(usual.versions.classifier).toMatch(/^classifier-/)
    const settings = { embedder: 'transformers', classifier: 'transformers' }
    expect((await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings })).status).toBe(200)
    const decision = await decideMessage(app, own, 'vermin vermin vermin')
    expect(decision).toMatchObject({
      category: 'hate',
      versions: {
        classifier: expect.stringMatching(/^transformers:classifier@[0-9a-f]{12}\+classifier-/),
        embedder: expect.stringMatching(/^transformers:embedder@[0-9a-f]{12}/),
      },
    })
    const entries = [
      { external_id: 'hours', question: 'Open?', answer: 'From nine to five.', language: 'en' },
      { external_id: 'prices', question: 'Price?', answer: 'Ten dollars.', language: 'en' },
    ]
    expect((await own.request('PUT', '/v1/kb/entries', { entries })).status).toBe(200)
    const found = await own.request('POST', '/v1/kb/search', { query: 'preco' })
    const { data } = (await found.json()) as {
      data: { entry: { external_id: string }; matched_by: string[] }[]
    }
    expect(data[0]).toMatchObject({ entry: { external_id: 'prices' }, matched_by: ['vector'] })
  } finally {
    await app.close()
  }
})

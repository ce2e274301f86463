import { describe, expect, test } from 'vitest'
import { loadTransformersEmbedder } from './embed-texts.ts'

/** Stands in for the library: each text becomes its length and 1; keeps how it was set up. */
function fakeLibrary() {
  const seen: {
    env: { allowRemoteModels: boolean; localModelPath: string }
    models: string[]
    calls: number
  } = {
    env: { allowRemoteModels: true, localModelPath: '' },
    models: [],
    calls: 0,
  }
  const pipeline = async (_task: string, model: string) => {
    seen.models.push(model)
    return async (texts: readonly string[]) => {
      seen.calls += 1
      return { data: texts.flatMap((text) => [text.length, 1]), dims: [texts.length, 2] }
    }
  }
  return { seen, load: async () => ({ env: seen.env, pipeline }) }
}

describe('the transformers embedder', () => {
  test('embeds in order and takes its dimensions from the model', async () => {
    const { load } = fakeLibrary()
    const embedder = await loadTransformersEmbedder({ model: '/models/tiny' }, load)
    expect(embedder).toMatchObject({ id: 'transformers:tiny', dimensions: 2 })
    const vectors = await embedder.embed(Array.from({ length: 40 }, (_, i) => 'x'.repeat(i)))
    expect(vectors.map((vector) => vector[0])).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })

  test('reads a folder and fetches nothing unless asked to', async () => {
    const { seen, load } = fakeLibrary()
    await loadTransformersEmbedder({ model: '/models/tiny' }, load)
    expect(seen.env).toEqual({ allowRemoteModels: false, localModelPath: '/models' })
    expect(seen.models).toEqual(['tiny'])
    await loadTransformersEmbedder({ model: 'someone/tiny', isRemoteAllowed: true }, load)
    expect(seen.env.allowRemoteModels).toBe(true)
    expect(seen.models[1]).toBe('someone/tiny')
  })

  test('says not_configured where the library is absent', async () => {
    const absent = () => Promise.reject(new Error('Cannot find package'))
    await expect(loadTransformersEmbedder({ model: '/models/tiny' }, absent)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('npm install'),
    })
  })

  test('says not_configured where the model cannot be read', async () => {
    const load = async () => ({
      env: { allowRemoteModels: true, localModelPath: '' },
      pipeline: () => Promise.reject(new Error('no such file')),
    })
    await expect(loadTransformersEmbedder({ model: '/models/none' }, load)).rejects.toMatchObject({
      code: 'not_configured',
    })
  })
})

import { expect, test } from 'vitest'
import { readClassifierChoice, readEmbedderChoice } from './read-choice.ts'

const WHERE = { dataDir: 'data', hubUrl: 'https://hub.example' }
const folder = { model: './models/e5', hub: null, dtype: 'fp32' }

test('a folder by itself is read with mean pooling, and nothing is fetched', () => {
  expect(readEmbedderChoice('./models/e5', WHERE)).toEqual({ model: folder, pooling: 'mean', prefix: '' })
})

test('settings stand behind a question mark', () => {
  expect(readEmbedderChoice('./models/e5?pooling=cls&prefix=query:%20&dtype=q8', WHERE)).toEqual({
    model: { ...folder, dtype: 'q8' },
    pooling: 'cls',
    prefix: 'query: ',
  })
  expect(readClassifierChoice('./models/e5?hate=hateful,targeted&spam=junk', WHERE)).toEqual({
    model: folder,
    labels: { hate: ['hateful', 'targeted'], spam: ['junk'] },
  })
})

test('a model of the hub is fetched at a revision and kept in the data folder', () => {
  const { model } = readEmbedderChoice('hub:someone/e5@abc123?dtype=q8', WHERE)
  const hub = { url: 'https://hub.example', revision: 'abc123', cacheDir: 'data/models' }
  expect(model).toEqual({ model: 'someone/e5', hub, dtype: 'q8' })
  expect(readEmbedderChoice('hub:someone/e5', WHERE).model.hub?.revision).toBe('main')
})

test.each([
  ['an unknown setting', './m?hats=x', 'there is no hats'],
  ['an unknown dtype', './m?hate=x&dtype=q3', 'dtype is one of'],
  ['no label', './m', 'which labels'],
])('%s is not_configured and says what there is', (_what, text, said) => {
  expect(() => readClassifierChoice(text, WHERE)).toThrow(
    expect.objectContaining({ code: 'not_configured', message: expect.stringContaining(said) }),
  )
})

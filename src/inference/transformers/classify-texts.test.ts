import { expect, test } from 'vitest'
import type { TextClassifier } from '../text-classifier.ts'
import { loadTransformersClassifier } from './classify-texts.ts'

const embedded: TextClassifier = {
  id: 'embedded-test',
  thresholds: { spam: 0.4, hate: 0.4, personal: 0.4, courtesy: 0.4, danger: 0.4, toxic: 0.4 },
  classify: async (inputs) =>
    inputs.map(() => ({
      scores: { spam: 0.7, hate: 0.2, personal: 0.1, courtesy: 0.1, danger: 0.1, toxic: 0.1 },
      evidence: [{ label: 'spam', cue: 'x', start: 0, end: 1, weight: 1 }],
    })),
}
const options = { model: './some-model', labels: { hate: ['hateful', 'targeted'] }, embedded }
const input = { text: 'x', language: 'en', surface: 'dm' } as const

test('an absent library is not_configured and says what to install', async () => {
  const absent = () => Promise.reject(new Error('Cannot find package'))
  await expect(loadTransformersClassifier(options, absent)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('npm install'),
  })
})

test('the model’s labels are added up into ours, and the rest stays the embedded model’s', async () => {
  const scored = [
    { label: 'hateful', score: 0.5 },
    { label: 'targeted', score: 0.25 },
    { label: 'fine', score: 0.25 },
  ]
  const env = { allowRemoteModels: true, localModelPath: '' }
  const library = { env, pipeline: async () => async (texts: readonly string[]) => texts.map(() => scored) }
  const classifier = await loadTransformersClassifier(options, async () => library)
  expect(env.allowRemoteModels).toBe(false)
  expect(classifier.thresholds).toMatchObject({ hate: 0.5, spam: 0.4 })
  const outputs = await classifier.classify([input, input])
  expect(outputs.map((output) => output.scores.hate)).toEqual([0.75, 0.75])
  expect(outputs[0]!.scores.spam).toBe(0.7)
})

test('a model that cannot be read is not_configured', async () => {
  const library = {
    env: { allowRemoteModels: true, localModelPath: '' },
    pipeline: () => Promise.reject(new Error('no file')),
  }
  await expect(loadTransformersClassifier(options, async () => library)).rejects.toMatchObject({
    code: 'not_configured',
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { TextClassifier } from '../text-classifier.ts'
import { makeOpenAiClassifier } from './classify-texts.ts'

const embedded: TextClassifier = {
  id: 'embedded-test',
  thresholds: { spam: 0.5, hate: 0.5, personal: 0.5, courtesy: 0.5, danger: 0.5, toxic: 0.5 },
  classify: async (inputs) =>
    inputs.map(() => ({
      scores: { spam: 0.7, hate: 0.2, personal: 0.1, courtesy: 0.1, danger: 0.1, toxic: 0.1 },
      evidence: [
        { label: 'spam', cue: 'x', start: 0, end: 1, weight: 1 },
        { label: 'hate', cue: 'x', start: 0, end: 1, weight: 1 },
      ],
    })),
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(status: number, body: unknown): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const input = { text: 'x', language: 'en', surface: 'dm' } as const
const open = (baseUrl: string) =>
  makeOpenAiClassifier({ provider: { apiKey: 'k', baseUrl }, model: 'omni-moderation-latest', embedded })

test('hate and danger are the endpoint’s, the rest is the embedded model’s', async () => {
  const url = await serve(200, {
    id: 'm',
    model: 'omni-moderation-latest',
    results: [
      { flagged: true, category_scores: { hate: 0.3, 'hate/threatening': 0.9, 'self-harm/intent': 0.8 } },
    ],
  })
  const [output] = await open(url).classify([input])
  expect(output!.scores).toEqual({
    spam: 0.7,
    hate: 0.9,
    personal: 0.1,
    courtesy: 0.1,
    danger: 0.8,
    toxic: 0.1,
  })
  expect(output!.evidence.map((span) => span.label)).toEqual(['spam'])
})

test('a refusal is provider_failed', async () => {
  const url = await serve(401, { error: { message: 'no' } })
  await expect(open(url).classify([input])).rejects.toMatchObject({ code: 'provider_failed' })
})

test('an answer of another shape is provider_failed', async () => {
  const url = await serve(200, { results: [{ flagged: false }] })
  await expect(open(url).classify([input])).rejects.toMatchObject({ code: 'provider_failed' })
})

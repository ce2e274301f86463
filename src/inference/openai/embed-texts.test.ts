import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { TextRefusedError } from '../embedder.ts'
import { makeOpenAiEmbedder } from './embed-texts.ts'

let close = () => {}
afterEach(() => close())

/** A server that answers each input with the same vector, in reversed order, and keeps the inputs. */
async function startServer(vector: number[], status = 200) {
  const inputs: string[][] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { input } = JSON.parse(body) as { input: string[] }
    inputs.push(input)
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding: vector })).reverse()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ object: 'list', data, model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => server.close()
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { inputs, provider: { apiKey: 'test', baseUrl } }
}

describe('the OpenAI embedder', () => {
  test('gives one unit vector per text and asks for many at once, each time with a deadline of its own', async () => {
    const { inputs, provider } = await startServer([3, 4])
    const deadlines = vi.spyOn(AbortSignal, 'timeout')
    const embedder = makeOpenAiEmbedder({ provider, model: 'm', dimensions: 2, deadlineMs: 12_345 })
    const vectors = await embedder.embed(Array.from({ length: 300 }, (_, i) => (i === 0 ? '' : `text ${i}`)))
    expect(vectors).toHaveLength(300)
    expect([...vectors[7]!].map((x) => Math.round(x * 10) / 10)).toEqual([0.6, 0.8])
    expect(inputs.map((input) => input.length)).toEqual([64, 64, 64, 64, 44])
    expect(deadlines.mock.calls.filter(([ms]) => ms === 12_345)).toHaveLength(inputs.length)
    expect(inputs[0]![0]).toBe(' ')
  })

  test('refuses vectors of another size', async () => {
    const { provider } = await startServer([1, 0, 0])
    const embedder = makeOpenAiEmbedder({ provider, model: 'm', dimensions: 2 })
    await expect(embedder.embed(['a'])).rejects.toMatchObject({ code: 'provider_failed' })
  })

  test('says provider_failed where the provider refuses', async () => {
    const { provider } = await startServer([1, 0], 401)
    const embedder = makeOpenAiEmbedder({ provider, model: 'm', dimensions: 2 })
    await expect(embedder.embed(['a'])).rejects.toMatchObject({ code: 'provider_failed' })
  })

  test('tells a text that is refused from a provider that refuses everybody', async () => {
    for (const [status, isRefused] of [
      [400, true],
      [413, true],
      [404, false],
      [500, false],
    ] as const) {
      const { provider } = await startServer([1, 0], status)
      const embedder = makeOpenAiEmbedder({ provider, model: 'm', dimensions: 2 })
      const error = await embedder.embed(['a']).catch((thrown: unknown) => thrown)
      expect([status, error instanceof TextRefusedError]).toEqual([status, isRefused])
      close()
    }
  })

  test('says provider_failed where the provider is too late', async () => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => {
      server.closeAllConnections()
      server.close()
    }
    const provider = {
      apiKey: 'test',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    }
    const embedder = makeOpenAiEmbedder({ provider, model: 'm', dimensions: 2, deadlineMs: 50 })
    await expect(embedder.embed(['a'])).rejects.toMatchObject({ code: 'provider_failed' })
  })
})

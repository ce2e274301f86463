import { describe, expect, test } from 'vitest'
import { makeLogger } from '../logger.ts'
import { newRoutes } from './define-route.ts'
import { handleError } from './handle-error.ts'
import { readBody } from './read-body.ts'

const MIB = 1024 * 1024

/** Answers with what a handler sees of the body. */
const app = newRoutes()
app.onError(handleError(makeLogger('silent')))
app.use(readBody)
app.all('*', async (c) => c.text(await c.req.text()))

function send(path: string, body: BodyInit, type = 'application/json', headers: Record<string, string> = {}) {
  return app.request(path, { method: 'POST', body, headers: { 'content-type': type, ...headers } })
}

/** A body that comes in chunks and does not say how long it is. */
function chunked(path: string, chunks: readonly Uint8Array[]) {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'text/csv' } }
  return app.request(new Request(`http://localhost${path}`, init))
}

describe('the size of a body', () => {
  test.each([
    ['/v1/messages', 2],
    ['/v1/kb/imports', 25],
  ])('of %s may be %d MiB and not a byte more', async (path, mib) => {
    const longest = new Uint8Array(mib * MIB).fill(97)
    const accepted = await send(path, longest, 'text/csv')
    expect(accepted.status).toBe(200)
    expect((await accepted.text()).length).toBe(longest.length)
    const refused = await send(path, new Uint8Array(mib * MIB + 1), 'text/csv')
    expect(refused.status).toBe(413)
    expect(await refused.json()).toMatchObject({
      type: 'urn:recado:problem:too_large',
      detail: `A body here may have at most ${mib} MiB`,
    })
  })

  test('is counted where nobody says it', async () => {
    const mib = new Uint8Array(MIB).fill(97)
    expect((await chunked('/v1/messages', [mib, mib])).status).toBe(200)
    expect((await chunked('/v1/messages', [mib, mib, new Uint8Array(1)])).status).toBe(413)
  })

  test('is not read where content-length already says too much', async () => {
    const response = await send('/v1/messages', '{}', 'application/json', {
      'content-length': String(2 * MIB + 1),
    })
    expect(response.status).toBe(413)
  })

  test('is not what a smaller content-length says', async () => {
    const body = new Uint8Array(2 * MIB + 1)
    expect((await send('/v1/messages', body, 'text/csv', { 'content-length': '5' })).status).toBe(413)
  })

  test('only the import route itself has the larger limit', async () => {
    expect((await send('/v1/kb/imports/x', new Uint8Array(2 * MIB + 1), 'text/csv')).status).toBe(413)
  })
})

describe('the text of a body', () => {
  test.each([
    ['U+0000', '{"a":"x\\u0000y"}', '{"a":"x\uFFFDy"}'],
    ['a lone high surrogate', '{"a":["\\ud83dx"]}', '{"a":["\uFFFDx"]}'],
    ['a lone low surrogate', '{"a":{"b":"\\uDC36"}}', '{"a":{"b":"\uFFFD"}}'],
    ['a whole pair', '{"a":"\\ud83d\\udc36"}', '{"a":"🐶"}'],
    ['U+0000 in a name', '{"a":[{"x\\u0000y":null}]}', '{"a":[{"x\uFFFDy":null}]}'],
  ])('in JSON, %s is what every database takes', async (_name, body, seen) => {
    expect(await (await send('/v1/messages', body)).text()).toBe(seen)
  })

  test('is cleaned however its type is written', async () => {
    const seen = await send('/v1/messages', '{"a":"\\u0000"}', 'Application/JSON; charset=UTF-8')
    expect(await seen.text()).toBe('{"a":"\uFFFD"}')
  })

  test.each([
    ['without such an escape', '{ "a" : 12345678901234567890 }'],
    ['that is malformed', '{"a":"\\u0000"'],
  ])('JSON %s stays as it is', async (_name, body) => {
    expect(await (await send('/v1/messages', body)).text()).toBe(body)
  })

  test('split in the middle of a character is put together', async () => {
    const bytes = new TextEncoder().encode('ração 🐶')
    const response = await chunked('/v1/messages', [bytes.slice(0, 3), bytes.slice(3, 9), bytes.slice(9)])
    expect(await response.text()).toBe('ração 🐶')
  })

  test('of a request without one is left alone', async () => {
    expect(await (await app.request('/v1/messages')).text()).toBe('')
  })
})

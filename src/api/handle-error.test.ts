import { HTTPException } from 'hono/http-exception'
import { expect, test } from 'vitest'
import { AppError, NotFoundError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { newRoutes } from './define-route.ts'
import { handleError } from './handle-error.ts'

const logged: unknown[][] = []
const logger = { error: (...args: unknown[]) => void logged.push(args) } as unknown as Logger

/** The answer to a request whose handler throws. */
function answer(error: Error) {
  const app = newRoutes()
  app.onError(handleError(logger))
  app.get('/v1/things/:id', (c) => {
    c.set('requestId', 'req_1')
    throw error
  })
  return app.request('/v1/things/7')
}

test('an unexpected error reveals nothing but the request id, and is found in the log by it', async () => {
  const response = await answer(new TypeError('cannot read secret-token of postgres://user:pw@db'))
  expect(response.status).toBe(500)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const text = await response.text()
  expect(text).not.toMatch(/secret-token|TypeError|postgres|handle-error|\.ts/)
  expect(JSON.parse(text)).toEqual({
    type: 'urn:recado:problem:internal',
    title: 'Internal error',
    status: 500,
    detail: 'Something went wrong here. The request id helps to find it in the log.',
    instance: '/v1/things/7',
    request_id: 'req_1',
    errors: [],
  })
  expect(logged.at(-1)![0]).toMatchObject({ request_id: 'req_1', err: { name: 'TypeError' } })
})

test('a secret or a model that cannot be read is in the log too, a mistake of the caller is not', async () => {
  const before = logged.length
  expect((await answer(new AppError('conflict', 'x'))).status).toBe(409)
  expect(logged).toHaveLength(before)
  expect((await answer(new AppError('secret_unreadable', 'x'))).status).toBe(500)
  expect(logged.at(-1)![0]).toMatchObject({ request_id: 'req_1', err: { code: 'secret_unreadable' } })
})

test('an expected error is its code’s problem with its own words and pointers', async () => {
  const errors = [{ pointer: '/name', detail: 'is needed' }]
  const response = await answer(new AppError('invalid_request', 'The name is missing', { errors }))
  expect(response.status).toBe(422)
  expect(await response.json()).toEqual({
    type: 'urn:recado:problem:invalid_request',
    title: 'The request has a wrong shape',
    status: 422,
    detail: 'The name is missing',
    instance: '/v1/things/7',
    request_id: 'req_1',
    errors,
  })
})

test.each([
  [new NotFoundError('thing', '7'), 404, 'not_found'],
  [new AppError('claim_lost', 'x'), 409, 'claim_lost'],
  [new AppError('precondition_failed', 'x'), 412, 'precondition_failed'],
  [new AppError('too_large', 'x'), 413, 'too_large'],
  [new HTTPException(400, { message: 'Malformed JSON in request body' }), 400, 'malformed_json'],
  [new HTTPException(415), 415, 'unsupported_media_type'],
  [new HTTPException(418, { message: 'teapot' }), 500, 'internal'],
] as const)('%s is %d', async (error, status, code) => {
  const response = await answer(error)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ status, type: `urn:recado:problem:${code}` })
})

test('a body of another type is told which one to send', async () => {
  const { detail } = (await (await answer(new HTTPException(415))).json()) as { detail: string }
  expect(detail).toContain('content-type: application/json')
})

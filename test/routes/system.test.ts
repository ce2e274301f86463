import { expect, test } from 'vitest'
import { describeApi } from '../../src/api/build-app.ts'
import { asOperator } from '../support/as-operator.ts'
import { startTestApp } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'

useTestApp()

testRoute('GET /metrics', {
  happy: async ({ app, own }) => {
    await own.request('GET', '/v1/threads/thr_of_own')
    const operator = await asOperator(app)
    const text = await (await operator('GET', '/metrics')).text()
    expect(text).toMatch(
      /recado_http_requests_total\{method="GET",route="\/v1\/threads\/:id",status="404"\} [1-9]/,
    )
    // Figures are of the process; no id of any workspace stands in them.
    expect(text).not.toContain('thr_of_own')
  },
  invalid: async ({ app }) => {
    // There is nothing to get wrong: unknown parameters are ignored.
    const operator = await asOperator(app)
    expect((await operator('GET', '/metrics?since=yesterday')).status).toBe(200)
  },
  foreignWorkspace: async ({ own }) => {
    // How much the others do is no business of a workspace's, whatever its key may do in it.
    const refused = await own.request('GET', '/metrics')
    expect(refused.status).toBe(403)
    expect(await refused.text()).not.toContain('recado_http_requests_total')
  },
})

test('health, readiness, the document and its page need no key', async () => {
  const { app, close } = await startTestApp()
  for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/docs/swagger-ui.css']) {
    expect((await app.request(path)).status, path).toBe(200)
  }
  expect((await app.request('/docs/constructor')).status).toBe(404)
  expect(await (await app.request('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(describeApi())))
  await close()
})

/** Every `$ref` in a part of a document. */
function refsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : refsIn(inner)))
}

test('every reference in the document leads somewhere, so that clients can be generated from it', () => {
  const document = describeApi()
  const refs = new Set(refsIn(document))
  expect(refs.size).toBeGreaterThan(100)
  const isThere = (ref: string) =>
    ref
      .slice('#/'.length)
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document)
  expect([...refs].filter((ref) => isThere(ref) === undefined)).toEqual([])
})

test('every POST of the document takes an Idempotency-Key, and says what it answers to one in use', () => {
  const { paths, components } = JSON.parse(JSON.stringify(describeApi())) as {
    paths: Record<string, Record<string, { parameters?: { $ref?: string }[]; responses: object }>>
    components: { parameters: Record<string, { name: string }> }
  }
  expect(components.parameters.IdempotencyKey).toMatchObject({ name: 'idempotency-key' })
  const faulty = Object.entries(paths)
    .flatMap(([path, { post }]) => (post === undefined ? [] : [{ path, post }]))
    .filter(
      ({ post }) =>
        !post.parameters?.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey') ||
        !['409', '422'].every((status) => status in post.responses),
    )
  expect(faulty.map(({ path }) => path)).toEqual([])
})

test('what may be null is said where it stands, not of the thing itself', () => {
  const schemas = Object.entries(describeApi().components?.schemas ?? {})
  expect(schemas.length).toBeGreaterThan(100)
  // `GET /v1/drafts/{id}` never answers null, although a decision may have no draft.
  expect(
    schemas.filter(([, schema]) => JSON.stringify(schema).startsWith('{"type":["object","null"]')),
  ).toEqual([])
})

import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import { describeApi } from '../../src/api/build-app.ts'

/** What /openapi.json says; made once, since making it takes 50 ms. */
export const DOCUMENT = describeApi()
const ajv = new Ajv2020({ strict: false, allErrors: true })
;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
ajv.addSchema({ $id: 'openapi', ...DOCUMENT })

interface Documented {
  content?: Record<string, unknown>
}

/** Fails unless the answer's status, content type and body are as /openapi.json says of `METHOD /path`. Returns the body. */
export async function expectDocumented(operation: string, response: Response): Promise<unknown> {
  const [method, path] = operation.split(' ') as [string, string]
  const operations = DOCUMENT.paths?.[path] as
    | Record<string, { responses: Record<string, Documented> }>
    | undefined
  const documented = operations?.[method.toLowerCase()]?.responses[String(response.status)]
  const text = await response.clone().text()
  expect(
    documented,
    `${operation} answered ${response.status}, which is not documented: ${text}`,
  ).toBeDefined()
  if (documented!.content === undefined) {
    expect(text).toBe('')
    return undefined
  }
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!
  expect(Object.keys(documented!.content)).toContain(type)
  const body: unknown = JSON.parse(text)
  const pointer = [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    String(response.status),
    'content',
    type,
    'schema',
  ]
  const escaped = pointer
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent)
  const validate = ajv.getSchema(`openapi#/${escaped.join('/')}`)!
  validate(body)
  expect(validate.errors ?? [], `${operation} ${response.status}: ${text}`).toEqual([])
  return body
}

import { expect } from 'vitest'
import type { TestWorkspace } from './start-test-app.ts'

/** A member of a workspace with a key of their own. */
export interface Person extends Pick<TestWorkspace, 'request'> {
  readonly id: string
  /** The same person with another key. */
  withSecondKey(): Promise<Pick<TestWorkspace, 'request'>>
}

export async function makePerson(workspace: TestWorkspace, name: string): Promise<Person> {
  const made = await workspace.request('POST', '/v1/members', { name, role: 'admin' })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  const key = async (): Promise<Pick<TestWorkspace, 'request'>> => {
    const body = { name, scopes: ['*'], member_id: id }
    const { key: secret } = (await (await workspace.request('POST', '/v1/api-keys', body)).json()) as {
      key: string
    }
    return {
      request: (method, path, sent, headers) =>
        workspace.request(method, path, sent, { authorization: `Bearer ${secret}`, ...headers }),
    }
  }
  return { id, request: (await key()).request, withSecondKey: key }
}

import { ensureDefaultWorkspace } from '../../src/access/ensure-default-workspace.ts'
import type { TestApp } from './start-test-app.ts'

const OPERATOR_KEY = 'an-operators-own-key'

/** Requests with the key of the workspace `default`, whose keys are the operator's. */
export async function asOperator(app: TestApp) {
  await ensureDefaultWorkspace({ ...app.ctx, config: { apiKey: OPERATOR_KEY, dataDir: 'unused' } })
  return (method: string, path: string, body?: unknown) =>
    app.app.request(path, {
      method,
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

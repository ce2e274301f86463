import { expect } from 'vitest'
import type { Decision } from '../../src/domain/decision.ts'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import type { QuarantineItem } from '../../src/moderation/read-quarantine.ts'
import { decideMessage, openChannel } from './send-message.ts'
import type { TestApp, TestWorkspace } from './start-test-app.ts'

/** A link that pretends to be a known site, which the built-in policy holds whatever a model says. */
export const HELD = 'Atualize seus dados em https://paypa1.com/entrar, por favor'

/** A message that waits in the quarantine. */
export async function holdMessage(
  app: TestApp,
  own: TestWorkspace,
  over: Record<string, unknown> = {},
): Promise<{ decision: Decision; item: QuarantineItem }> {
  await openChannel(own)
  const decision = await decideMessage(app, own, HELD, { surface: 'comment', ...over })
  expect(decision).toMatchObject({ route: 'quarantine', draft: null })
  const { data } = (await (await own.request('GET', '/v1/quarantine')).json()) as { data: QuarantineItem[] }
  return { decision, item: data.find((each) => each.message_id === decision.message_id)! }
}

/** A comment that a policy hid by itself, with the id that its action is reported under. */
export async function hideMessage(
  app: TestApp,
  own: TestWorkspace,
  over: Record<string, unknown> = {},
): Promise<{ decision: Decision; actionId: string }> {
  await openChannel(own)
  const rules = DEFAULT_POLICY.document.rules.map((rule) => ({ ...rule, action: 'hide' }))
  await own.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, rules })
  const decision = await decideMessage(app, own, HELD, { surface: 'comment', ...over })
  expect(decision).toMatchObject({ route: 'hide', reasons: ['look_alike_link'] })
  const [first] = await moderationOf(own, decision.message_id)
  return { decision, actionId: first!.id }
}

/** What was decided about showing a message, newest first. */
export async function moderationOf(own: Pick<TestWorkspace, 'request'>, messageId: string) {
  const response = await own.request('GET', `/v1/messages/${messageId}/moderation-decisions`)
  const { data } = (await response.json()) as {
    data: { id: string; action: string; reversed_at: string | null; rule: string | null }[]
  }
  return data
}

/** The workspace's events of a type, oldest first. */
export async function eventsOf(own: TestWorkspace, type: string): Promise<Record<string, unknown>[]> {
  const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
    data: { type: string; data: Record<string, unknown> }[]
  }
  return data.filter((event) => event.type === type).map((event) => event.data)
}

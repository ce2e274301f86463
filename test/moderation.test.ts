import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decisions, moderationDecisions } from '../src/db/schema.ts'
import { DEFAULT_POLICY } from '../src/moderation/default-policy.ts'
import { moderationOf } from '../src/moderation/examine-message.ts'
import { PolicyFacts } from '../src/moderation/moderate-message.ts'
import { decideMessage, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const SCAM =
  'PARABÉNS! Você ganhou um Pix de R$ 5.000! Clique agora em http://premio-gratis.example e receba seu prêmio HOJE!!!'

async function shop(policy: object = {}): Promise<TestWorkspace> {
  const own = await app.makeWorkspace()
  await openChannel(own)
  if (Object.keys(policy).length > 0) {
    const made = await own.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, ...policy })
    expect(made.status).toBe(201)
  }
  return own
}

/** A policy that takes away what merely looks like spam, so that no score has to be known. */
const strict = (surface: 'dm' | 'comment') => ({
  spam: { ...DEFAULT_POLICY.document.spam, [surface]: { review: null, act: 0 } },
})

const actions = async (own: TestWorkspace) => {
  const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
    data: { type: string; data: Record<string, unknown> }[]
  }
  return data.filter((event) => event.type === 'message.action_requested').map((event) => event.data)
}

describe('a signal that fails', () => {
  const QUESTION = 'Qual o horário de funcionamento?'
  const failing = { id: 'm', moderate: async () => ({ ok: false, failure: 'provider_timeout' }) as const }

  test('is visible in the decision, and what would be answered waits for review', async () => {
    const own = await shop()
    await putEntries(own)
    expect(await decideMessage(app, own, QUESTION)).toMatchObject({ route: 'auto_reply' })
    const broken = { ...app, ctx: { ...app.ctx, models: { ...app.ctx.models, moderator: failing } } }
    const decision = await decideMessage(broken, own, QUESTION)
    expect(decision).toMatchObject({ route: 'review', reasons: ['moderation_unsure'] })
    expect(decision.moderation).toMatchObject({ action: 'allow', unsure: ['signal_failed'] })
    expect(decision.moderation.signals).toContainEqual({
      signal: 'provider',
      status: 'failed',
      reason: 'provider_timeout',
    })
  })

  test('holds the message where the policy wants that', async () => {
    const own = await shop({ failed_signal: 'quarantine' })
    const broken = { ...app, ctx: { ...app.ctx, models: { ...app.ctx.models, moderator: failing } } }
    expect(await decideMessage(broken, own, QUESTION)).toMatchObject({
      route: 'quarantine',
      reasons: ['signal_failed'],
    })
  })
})

test('what a policy decided is decided the same from what was stored', async () => {
  const own = await shop()
  const decision = await decideMessage(app, own, SCAM)
  const [row] = await app.ctx.db.select().from(decisions).where(eq(decisions.message_id, decision.message_id))
  const replayed = moderationOf(DEFAULT_POLICY.document, PolicyFacts.parse(row!.policy_facts))
  expect(replayed).toEqual(decision.moderation)
})

describe('comments and DMs', () => {
  test('a comment is hidden and stays visible to its author; a DM is filed without a reply', async () => {
    for (const [surface, action, visible] of [
      ['comment', 'hide', true],
      ['dm', 'file', false],
    ] as const) {
      const own = await shop(strict(surface))
      const decision = await decideMessage(app, own, SCAM, { surface })
      expect(decision).toMatchObject({ route: 'hide', draft: null })
      expect(await actions(own)).toMatchObject([{ action, visible_to_author: visible, reasons: ['spam'] }])
    }
  })

  test('a picture alone is held where the policy says so, and goes to a person where it does not', async () => {
    const attachments = [{ kind: 'image' }]
    const holding = await shop({ unexamined: { images: 'quarantine', voice: 'by_text' } })
    expect(await decideMessage(app, holding, '', { attachments })).toMatchObject({
      route: 'quarantine',
      reasons: ['images_not_examined'],
    })
    expect(await decideMessage(app, await shop(), '', { attachments })).toMatchObject({
      route: 'human',
      reasons: ['attachment_only'],
    })
  })

  test('a known customer, by attribute or by an earlier resolved thread, is held rather than hidden', async () => {
    const own = await shop(strict('comment'))
    const contact = { external_id: 'fiel' }
    const say = () => decideMessage(app, own, SCAM, { surface: 'comment', contact })
    const first = await say()
    expect(first).toMatchObject({ route: 'hide', reasons: ['spam'] })
    await own.request('POST', `/v1/threads/${first.thread_id}/resolve`, { reason: 'answered' })
    const held = { route: 'quarantine', reasons: ['spam', 'known_customer'] }
    expect(await say()).toMatchObject(held)
    const other = await decideMessage(app, own, 'Não gostei', { contact: { external_id: 'nova' } })
    const thread = await own.request('GET', `/v1/threads/${other.thread_id}`)
    const { contact_id } = (await thread.json()) as { contact_id: string }
    await own.request('PATCH', `/v1/contacts/${contact_id}`, { attributes: { customer: true } })
    const again = { surface: 'comment', contact: { external_id: 'nova' } }
    expect(await decideMessage(app, own, SCAM, again)).toMatchObject(held)
  })

  test('hate that comes with a real question is hidden from the public and reaches a person', async () => {
    const own = await shop({ hate: { ...DEFAULT_POLICY.document.hate, comment: { review: 0, act: 0 } } })
    await putEntries(own)
    const decision = await decideMessage(app, own, 'Qual o horário de funcionamento?', { surface: 'comment' })
    expect(decision).toMatchObject({ route: 'hide', reasons: ['hate', 'question_asked'], draft: null })
    expect(decision.handoff).not.toBeNull()
    expect(await actions(own)).toMatchObject([{ action: 'hide', visible_to_author: true }])
  })
})

test('a rule that blocks its sender blocks them once and hides the message', async () => {
  const when = { signals: [{ signal: 'links', aspect: 'look_alike', at_least: 1 }] }
  const own = await shop({ rules: [{ id: 'phishing', when, action: 'block_sender', severity: 'critical' }] })
  const contact = { external_id: 'golpista' }
  const TEXT = 'atualize seu cadastro em paypa1.com'
  expect(await decideMessage(app, own, TEXT, { contact })).toMatchObject({
    route: 'hide',
    reasons: ['phishing'],
  })
  expect(await decideMessage(app, own, TEXT, { contact })).toMatchObject({ reasons: ['contact_blocked'] })
  expect((await actions(own)).map((data) => data.action)).toEqual(['file', 'block', 'file'])
  const kept = await app.ctx.db
    .select()
    .from(moderationDecisions)
    .where(eq(moderationDecisions.workspace_id, own.id))
  expect(kept).toContainEqual(
    expect.objectContaining({ action: 'block', rule: 'phishing', severity: 'critical' }),
  )
})

test('a rule sends to its queue, with a hand-off', async () => {
  const own = await app.makeWorkspace()
  await openChannel(own)
  const made = await own.request('POST', '/v1/queues', { name: 'VIP' })
  const { id: queue } = (await made.json()) as { id: string }
  const rules = [{ id: 'dms', when: { surface: ['dm'] }, action: 'queue', queue }]
  await own.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, rules })
  const decision = await decideMessage(app, own, 'Bom dia, gostaria de uma informação')
  expect(decision).toMatchObject({
    route: 'human',
    reasons: ['dms'],
    handoff: { queue: 'VIP', queue_id: queue },
  })
  expect(await (await own.request('GET', `/v1/threads/${decision.thread_id}`)).json()).toMatchObject({
    queue_id: queue,
  })
})

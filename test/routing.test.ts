import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Thread } from '../src/domain/thread.ts'
import { DEFAULT_POLICY } from '../src/moderation/default-policy.ts'
import { decideMessage, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

const PERSON = 'Quero falar com um atendente humano por favor'

let app: TestApp
let now = Date.parse('2026-03-02T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => new Date(now) })
})
afterAll(() => app.close())

async function makeQueue(shop: TestWorkspace, name: string): Promise<string> {
  const response = await shop.request('POST', '/v1/queues', { name })
  return ((await response.json()) as { id: string }).id
}

async function openShop(rules: readonly object[]): Promise<TestWorkspace> {
  const shop = await app.makeWorkspace()
  await openChannel(shop)
  await putRules(shop, rules)
  return shop
}

async function putRules(shop: TestWorkspace, rules: readonly object[]): Promise<void> {
  expect((await shop.request('PUT', '/v1/routing-rules', { rules })).status).toBe(200)
}

async function readThread(shop: TestWorkspace, id: string): Promise<Thread> {
  return (await (await shop.request('GET', `/v1/threads/${id}`)).json()) as Thread
}

/** A scam, held back by a policy that acts on nothing without a person. */
async function holdMessage(shop: TestWorkspace) {
  const { document } = DEFAULT_POLICY
  const spam = { ...document.spam, dm: { review: null, act: 1 } }
  await shop.request('POST', '/v1/policies', { ...document, spam })
  const decision = await decideMessage(
    app,
    shop,
    'PARABÉNS! Você ganhou um Pix de R$ 5.000! Clique agora em http://premio-gratis.example e receba seu prêmio HOJE!!!',
  )
  expect(decision.route).toBe('quarantine')
  return decision
}

/** Another message in the thread of `first`. */
const inThread = (thread: string) => ({ thread: { external_id: thread } })

test('a turn that needs a person gives its thread the queue, skills, priority and labels of the rule that fired', async () => {
  const shop = await openShop([])
  const queueId = await makeQueue(shop, 'atendimento')
  const to = {
    queue_id: queueId,
    skills: ['trocas'],
    relax_skills_after_s: 300,
    priority: 'low',
    labels: ['vip'],
  }
  await putRules(shop, [
    { name: 'es', when: { languages: ['es'] }, to: {} },
    { name: 'pt', when: { languages: ['pt'], surfaces: ['dm'] }, to },
  ])
  const decision = await decideMessage(app, shop, PERSON)
  expect(decision.handoff).toMatchObject({
    queue: 'atendimento',
    queue_id: queueId,
    routing: { rule: 'pt', version: 2 },
    priority: 'low',
    labels: ['atendente', 'vip'],
  })
  const thread = await readThread(shop, decision.thread_id)
  expect(thread).toMatchObject({ queue_id: queueId, required_skills: ['trocas'], priority: 'low' })
  expect(thread.labels).toContain('vip')
  expect(Date.parse(thread.skills_relax_at!) - Date.parse(thread.waiting_since!)).toBe(300_000)
})

test('without rules a thread waits in the default queue, and one that needs nobody waits in none', async () => {
  const shop = await openShop([])
  await putEntries(shop)
  const asked = await decideMessage(app, shop, PERSON)
  expect(asked.handoff).toMatchObject({ queue: 'geral', routing: { rule: null } })
  const answered = await decideMessage(app, shop, 'Qual o horário de funcionamento?')
  expect(answered.route).toBe('auto_reply')
  expect(await readThread(shop, answered.thread_id)).toMatchObject({ queue_id: null })
})

test('a draft to review waits in the queue that routing chose as well', async () => {
  const shop = await openShop([])
  await openChannel(shop, 'draft')
  await putEntries(shop)
  const queueId = await makeQueue(shop, 'revisão')
  await putRules(shop, [{ name: 'faq', when: { categories: ['faq'] }, to: { queue_id: queueId } }])
  const decision = await decideMessage(app, shop, 'Qual o horário de funcionamento?')
  expect(decision).toMatchObject({ route: 'review', handoff: null })
  expect(await readThread(shop, decision.thread_id)).toMatchObject({ queue_id: queueId })
})

test('what a later message says may move a thread that waits', async () => {
  const shop = await openShop([])
  const queueId = await makeQueue(shop, 'espanhol')
  await putRules(shop, [{ name: 'es', when: { languages: ['es'] }, to: { queue_id: queueId } }])
  const body = messageBody(PERSON)
  const over = inThread((body.thread as { external_id: string }).external_id)
  const first = await decideMessage(app, shop, PERSON, over)
  expect(first.handoff!.queue).toBe('geral')
  const later = await decideMessage(app, shop, 'Necesito hablar con una persona, por favor', over)
  expect(later.handoff!.queue).toBe('espanhol')
  expect(await readThread(shop, first.thread_id)).toMatchObject({ queue_id: queueId })
})

test('whoever holds a thread goes on with it where it is', async () => {
  const shop = await openShop([])
  const queueId = await makeQueue(shop, 'espanhol')
  const over = inThread('held')
  const first = await decideMessage(app, shop, PERSON, over)
  const before = await readThread(shop, first.thread_id)
  await shop.request('POST', `/v1/threads/${first.thread_id}/claim`)
  await putRules(shop, [{ name: 'all', when: {}, to: { queue_id: queueId } }])
  const later = await decideMessage(app, shop, 'E aí, alguma notícia do meu pedido?', over)
  expect(later.handoff).toMatchObject({ queue: 'geral', routing: null })
  expect(await readThread(shop, first.thread_id)).toMatchObject({ queue_id: before.queue_id })
})

test('where a person chose the queue, routing leaves it for the episode and not beyond', async () => {
  const shop = await openShop([])
  const chosen = await makeQueue(shop, 'escolhida')
  const ruled = await makeQueue(shop, 'regra')
  const over = inThread('chosen')
  const { thread_id } = await decideMessage(app, shop, PERSON, over)
  await putRules(shop, [{ name: 'all', when: {}, to: { queue_id: ruled } }])
  const handed = await shop.request('POST', `/v1/threads/${thread_id}/hand-over`, { queue_id: chosen })
  expect(handed.status).toBe(200)
  await decideMessage(app, shop, PERSON, over)
  expect(await readThread(shop, thread_id)).toMatchObject({ queue_id: chosen })
  await shop.request('POST', `/v1/threads/${thread_id}/resolve`)
  now += 1000
  await decideMessage(app, shop, PERSON, over)
  expect(await readThread(shop, thread_id)).toMatchObject({ queue_id: ruled, episode: 2 })
})

test('the skills of a thread that waits already are relaxed from its first message on', async () => {
  const to = { skills: ['trocas'], relax_skills_after_s: 600 }
  const shop = await openShop([{ name: 'all', when: {}, to }])
  const over = inThread('relax')
  const { thread_id } = await decideMessage(app, shop, PERSON, over)
  const before = await readThread(shop, thread_id)
  now += 120_000
  await decideMessage(app, shop, PERSON, over)
  expect(await readThread(shop, thread_id)).toMatchObject({
    waiting_since: before.waiting_since,
    skills_relax_at: before.skills_relax_at,
  })
})

test('rules that name another workspace’s queue are refused', async () => {
  const shop = await openShop([])
  const stranger = await app.makeWorkspace()
  const to = { queue_id: await makeQueue(stranger, 'alheia') }
  const response = await shop.request('PUT', '/v1/routing-rules', { rules: [{ name: 'x', when: {}, to }] })
  expect(response.status).toBe(422)
})

test('what is released from quarantine is routed like what comes in', async () => {
  const shop = await openShop([])
  const queueId = await makeQueue(shop, 'liberadas')
  const when = { reasons: ['released_from_quarantine'] }
  await putRules(shop, [{ name: 'released', when, to: { queue_id: queueId } }])
  const { thread_id } = await holdMessage(shop)
  expect(await readThread(shop, thread_id)).toMatchObject({ queue_id: null })
  const held = (await (await shop.request('GET', '/v1/quarantine')).json()) as { data: { id: string }[] }
  await shop.request('POST', `/v1/quarantine/${held.data[0]!.id}/release`, { reason: 'um cliente' })
  expect(await readThread(shop, thread_id)).toMatchObject({ queue_id: queueId })
})

test('a thread that nobody had to see waits in the default queue once it is handed over, and nobody who left gets it', async () => {
  const shop = await openShop([])
  await putEntries(shop)
  const { thread_id } = await decideMessage(app, shop, 'Qual o horário de funcionamento?')
  const gone = await shop.makeMember('level_2')
  await shop.request('POST', `/v1/members/${gone.id}/deactivate`)
  const path = `/v1/threads/${thread_id}/escalate`
  expect((await shop.request('POST', path, { member_id: gone.id })).status).toBe(422)
  const ana = await shop.makeMember('level_2')
  expect((await shop.request('POST', path, { member_id: ana.id })).status).toBe(200)
  const { queue_id } = await readThread(shop, thread_id)
  expect(await (await shop.request('GET', `/v1/queues/${queue_id}`)).json()).toMatchObject({
    is_default: true,
  })
})

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { decisions, drafts, jobs, messages } from '../src/db/schema.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { DEFAULT_POLICY } from '../src/moderation/default-policy.ts'
import { claimTurn, LEASE_MS } from '../src/pipeline/claim-turn.ts'
import { loadTurn } from '../src/pipeline/load-turn.ts'
import { processTurn } from '../src/pipeline/process-turn.ts'
import { drainTurns } from './support/drain-turns.ts'
import { accept, decisionOf, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now = new Date()
beforeAll(async () => {
  const shipped = await loadModels(readConfig({}))
  // Every answer that the knowledge has is sent: what is tested here is not how sure the models are.
  const ranker = { ...shipped.ranker, thresholds: { ...shipped.ranker.thresholds, auto: 0 } }
  app = await startTestApp({ clock: () => now, models: { ...shipped, ranker } })
})
afterAll(() => app.close())

const ASK = 'Qual o horário de funcionamento?'

async function openShop(mode: 'auto' | 'draft' = 'auto'): Promise<TestWorkspace> {
  const workspace = await app.makeWorkspace()
  await openChannel(workspace, mode)
  await putEntries(workspace)
  return workspace
}

const process = (claim: Awaited<ReturnType<typeof claimTurn>>) =>
  processTurn(app.ctx, claim!, AbortSignal.timeout(5000))

async function eventTypes(workspace: TestWorkspace): Promise<string[]> {
  const response = await workspace.request('GET', '/v1/events?limit=100')
  return ((await response.json()) as { data: { type: string }[] }).data.map((event) => event.type)
}

describe('a lost lease', () => {
  test('a worker whose turn another one holds by now records nothing, and the other one records once', async () => {
    const shop = await openShop()
    const { message_id } = await accept(shop, messageBody(ASK))
    const late = await claimTurn(app.ctx, '')
    now = new Date(now.getTime() + LEASE_MS)
    const holder = await claimTurn(app.ctx, '')
    expect(holder).toMatchObject({ threadId: late!.threadId, attempts: 2 })
    expect(await process(late)).toBe('lost')
    expect(await app.ctx.db.select().from(decisions).where(eq(decisions.workspace_id, shop.id))).toEqual([])
    expect(await process(holder)).toBe('recorded')
    expect((await decisionOf(shop, message_id)).route).toBe('auto_reply')
    expect((await eventTypes(shop)).filter((type) => type === 'reply.requested')).toHaveLength(1)
  })

  test('a lease that ran out counts as lost also where nobody took it over', async () => {
    const shop = await openShop()
    await accept(shop, messageBody(ASK))
    const claim = await claimTurn(app.ctx, '')
    now = new Date(now.getTime() + LEASE_MS)
    expect(await process(claim)).toBe('lost')
    expect(await drainTurns(app.ctx)).toBe(1)
  })
})

// PGlite is one session, in which nobody else can be quicker.
test.runIf(globalThis.process.env.TEST_DATABASE_URL !== undefined)(
  'a workspace whose only turn another worker is taking is passed over for the next one',
  async () => {
    const [busy, other] = [await openShop(), await openShop()].sort((a, b) => (a.id < b.id ? -1 : 1))
    await accept(busy!, messageBody(ASK))
    await accept(other!, messageBody(ASK))
    await app.ctx.db.transaction(async (tx) => {
      await tx.select().from(jobs).where(eq(jobs.workspace_id, busy!.id)).for('update')
      expect(await claimTurn(app.ctx, '')).toMatchObject({ workspaceId: other!.id })
      expect(await claimTurn(app.ctx, other!.id)).toBeNull()
    })
    expect(await claimTurn(app.ctx, other!.id)).toMatchObject({ workspaceId: busy!.id })
    await app.ctx.db.delete(jobs)
  },
)

describe('a message that comes again', () => {
  test('changes nothing of a thread that was resolved since', async () => {
    const shop = await openShop()
    const body = messageBody(ASK)
    const first = await accept(shop, body)
    await drainTurns(app.ctx)
    await shop.request('POST', `/v1/threads/${first.thread_id}/resolve`)
    const before = await eventTypes(shop)
    expect(await accept(shop, body)).toEqual({ ...first, status: 'duplicate' })
    const thread = await (await shop.request('GET', `/v1/threads/${first.thread_id}`)).json()
    expect(thread).toMatchObject({ status: 'resolved', episode: 1 })
    expect(await eventTypes(shop)).toEqual(before)
    expect(await app.ctx.db.select().from(jobs).where(eq(jobs.workspace_id, shop.id))).toEqual([])
  })

  test('with another text is still the same message', async () => {
    const shop = await openShop()
    const body = messageBody(ASK)
    const first = await accept(shop, body)
    expect(await accept(shop, { ...body, text: 'outra coisa' })).toEqual({ ...first, status: 'duplicate' })
  })

  test('in another channel is another message', async () => {
    const shop = await openShop()
    const body = messageBody(ASK)
    const first = await accept(shop, body)
    const other = await accept(shop, { ...body, channel: { id: 'other', kind: 'web' } })
    expect(other.status).toBe('accepted')
    expect(other.message_id).not.toBe(first.message_id)
  })
})

describe('the turn after a draft', () => {
  const thread = (id: string) => ({ thread: { external_id: id }, contact: { external_id: id } })

  test('that nobody sent carries its question on', async () => {
    const shop = await openShop('draft')
    await accept(shop, messageBody(ASK, thread('unsent')))
    await drainTurns(app.ctx)
    const next = await accept(shop, messageBody('alguém aí?', thread('unsent')))
    const turn = (await loadTurn(app.ctx, { threadId: next.thread_id, workspaceId: shop.id }))!
    expect(turn.carried.map((message) => message.text)).toEqual([ASK])
    expect(turn.messages.map((message) => message.text)).toEqual(['alguém aí?'])
    expect(turn.history).toEqual([])
    await drainTurns(app.ctx)
  })

  test('that was sent has its question in the history', async () => {
    const shop = await openShop()
    const { message_id } = await accept(shop, messageBody(ASK, thread('sent')))
    await drainTurns(app.ctx)
    const { draft } = await decisionOf(shop, message_id)
    const next = await accept(shop, messageBody('alguém aí?', thread('sent')))
    const turn = (await loadTurn(app.ctx, { threadId: next.thread_id, workspaceId: shop.id }))!
    expect(turn.carried).toEqual([])
    expect(turn.history.map(({ from, text }) => ({ from, text }))).toEqual([
      { from: 'customer', text: ASK },
      { from: 'shop', text: draft!.text },
    ])
    await drainTurns(app.ctx)
  })
})

describe('people under one post', () => {
  const says = (who: string, text: string, over = {}) =>
    messageBody(text, {
      surface: 'comment',
      external_id: `by-${who}`,
      thread: { external_id: 'post' },
      contact: { external_id: who },
      ...over,
    })
  const waitingSince = async (shop: TestWorkspace, threadId: string) =>
    ((await (await shop.request('GET', `/v1/threads/${threadId}`)).json()) as Record<string, unknown>)
      .waiting_since

  /** Ana, Bia and Caio ask a minute after each other, and each gets a draft. */
  async function openPost() {
    const shop = await openShop('draft')
    const asked = []
    for (const who of ['ana', 'bia', 'caio']) {
      now = new Date(now.getTime() + 60_000)
      asked.push({ ...(await accept(shop, says(who, ASK))), at: now.toISOString() })
      await drainTurns(app.ctx)
    }
    const [ana, bia, caio] = asked as [Asked, Asked, Asked]
    return { shop, ana, bia, caio, waiting: () => waitingSince(shop, ana.thread_id) }
  }
  /** So many comments to which nothing is owed: one that was decided, and copies of it. */
  async function laugh(shop: TestWorkspace, count: number) {
    const { message_id } = await accept(shop, says('dudu', 'kkk'))
    await drainTurns(app.ctx)
    const { db } = app.ctx
    const [decision] = await db.select().from(decisions).where(eq(decisions.message_id, message_id))
    const [message] = await db.select().from(messages).where(eq(messages.id, message_id))
    expect(decision!.route).toBe('none')
    for (let i = 1; i < count; i += 1) {
      const [id, decision_id] = [app.ctx.newId('msg'), app.ctx.newId('dec')]
      await db.insert(messages).values({ ...message!, id, external_id: id, decision_id: null })
      await db.insert(decisions).values({ ...decision!, id: decision_id, message_id: id })
      await db.update(messages).set({ decision_id }).where(eq(messages.id, id))
    }
  }
  type Asked = Awaited<ReturnType<typeof accept>> & { at: string }

  test('each keep their draft and wait until it is theirs that is answered', async () => {
    const { shop, ana, bia, caio, waiting } = await openPost()
    const draftOf = async ({ message_id }: { message_id: string }) =>
      (await decisionOf(shop, message_id)).draft!
    for (const one of [ana, bia, caio]) expect((await draftOf(one)).state).toBe('pending_review')
    expect(await waiting()).toBe(ana.at)
    await shop.request('POST', `/v1/drafts/${(await draftOf(ana)).id}/approve`)
    expect(await waiting()).toBe(bia.at)
    await shop.request('DELETE', '/v1/channels/shop/messages/by-bia')
    expect(await waiting()).toBe(caio.at)
    expect((await draftOf(caio)).state).toBe('pending_review')
    await shop.request('POST', `/v1/drafts/${(await draftOf(caio)).id}/approve`)
    expect(await waiting()).toBeNull()
  })

  test('are answered one by one by what people write on the platform: by the comment that it replies to, or its contact', async () => {
    const { shop, ana, bia, caio, waiting } = await openPost()
    const stateOf = async ({ message_id }: Asked) => (await decisionOf(shop, message_id)).draft!.state
    const shopSays = (over: object) =>
      accept(shop, says('the-shop', 'Oi! Chama no direct.', { direction: 'outbound', ...over }))
    now = new Date(now.getTime() + 60_000)
    await shopSays({ external_id: 'to-all' })
    expect(await waiting()).toBe(ana.at)
    await shopSays({ external_id: 'to-ana', in_reply_to: { external_id: 'by-ana' } })
    expect(await waiting()).toBe(bia.at)
    expect([await stateOf(ana), await stateOf(bia)]).toEqual(['superseded', 'pending_review'])
    await shopSays({ external_id: 'to-caio', contact: { external_id: 'caio' } })
    expect(await waiting()).toBe(bia.at)
    expect([await stateOf(bia), await stateOf(caio)]).toEqual(['pending_review', 'superseded'])
    await shopSays({ external_id: 'to-bia', in_reply_to: { external_id: 'by-bia' } })
    expect(await waiting()).toBeNull()
    // What was answered is no open question of the next turn.
    const next = await accept(shop, says('ana', 'alguém aí?', { external_id: 'ana-again' }))
    const turn = (await loadTurn(app.ctx, { threadId: next.thread_id, workspaceId: shop.id }))!
    expect(turn.carried).toEqual([])
    await drainTurns(app.ctx)
  })

  test('are answered one by one by what people write in Recado: the newest, or the one of the named message', async () => {
    const { shop, ana, bia, caio, waiting } = await openPost()
    now = new Date(now.getTime() + 60_000)
    const reply = (body: object) => shop.request('POST', `/v1/threads/${ana.thread_id}/replies`, body)
    const toAna = await reply({ text: 'Oi, Ana!', message_id: ana.message_id })
    expect(toAna.status).toBe(201)
    expect(await waiting()).toBe(bia.at)
    await reply({ text: 'Oi, Caio!' })
    expect(await waiting()).toBe(bia.at)
    const asked = (await shop.request('GET', '/v1/events?limit=100').then((r) => r.json())) as {
      data: { type: string; data: { message_id: string } }[]
    }
    const requested = asked.data.filter(({ type }) => type === 'reply.requested')
    expect(requested.map(({ data }) => data.message_id)).toEqual([ana.message_id, caio.message_id])
    expect((await reply({ text: 'Oi!', message_id: 'msg_unknown' })).status).toBe(404)
    // What became of a reply is told of whoever it was for.
    const { id } = (await toAna.json()) as { id: string }
    await shop.request('POST', `/v1/drafts/${id}/send-result`, { status: 'sent' })
    const told = (await (await shop.request('GET', '/v1/events?type=reply.sent')).json()) as typeof asked
    expect(told.data.map(({ data }) => data.message_id)).toEqual([ana.message_id])
    await accept(shop, says('bia', 'alguém aí?', { external_id: 'bia-again' }))
    const turn = (await loadTurn(app.ctx, { threadId: ana.thread_id, workspaceId: shop.id }))!
    expect(turn.carried.map((message) => message.id)).toEqual([bia.message_id])
    await drainTurns(app.ctx)
  })

  test('wait also where what they wrote is hidden, and a person owes them an answer to it', async () => {
    const { shop, ana, bia, caio, waiting } = await openPost()
    const hate = { ...DEFAULT_POLICY.document.hate, comment: { review: 0, act: 0 } }
    await shop.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, hate })
    now = new Date(now.getTime() + 60_000)
    const davi = await accept(shop, says('davi', ASK))
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, davi.message_id)).toMatchObject({ reasons: ['hate', 'question_asked'] })
    for (const { message_id } of [ana, bia, caio]) {
      const { draft } = await decisionOf(shop, message_id)
      await shop.request('POST', `/v1/drafts/${draft!.id}/approve`)
    }
    expect(await waiting()).toBe(now.toISOString())
  })

  test('each talk with the shop alone: what others said is no part of it, and asking the same makes no machine', async () => {
    const shop = await openShop()
    for (const who of ['ana', 'bia', 'caio', 'davi', 'eva', 'fabio', 'gil']) {
      const { message_id } = await accept(shop, says(who, ASK))
      await drainTurns(app.ctx)
      expect(await decisionOf(shop, message_id)).toMatchObject({ reasons: ['answered_by_knowledge'] })
    }
    // Nor does whoever waits for a person keep anybody from an answer.
    const hugo = await accept(shop, says('hugo', 'quero um atendente'))
    await drainTurns(app.ctx)
    expect((await decisionOf(shop, hugo.message_id)).route).toBe('human')
    const ines = await accept(shop, says('ines', ASK))
    await drainTurns(app.ctx)
    expect((await decisionOf(shop, ines.message_id)).route).toBe('auto_reply')
    expect(await waitingSince(shop, ines.thread_id)).not.toBeNull()
    const { thread_id } = await accept(shop, says('ana', 'e no domingo?', { external_id: 'ana-again' }))
    const turn = (await loadTurn(app.ctx, { threadId: thread_id, workspaceId: shop.id }))!
    expect(turn.history.map(({ from }) => from)).toEqual(['customer', 'shop'])
    expect(turn.isLoop).toBe(false)
    await drainTurns(app.ctx)
  })

  test('go on waiting where their answer failed, whoever else is answered then and however many comments come', async () => {
    const { shop, ana, bia, caio, waiting } = await openPost()
    const fail = (id: string) => shop.request('POST', `/v1/drafts/${id}/send-result`, { status: 'failed' })
    const reply = async ({ message_id }: Asked) => {
      const body = { text: 'Oi! Vi agora.', message_id }
      const made = await shop.request('POST', `/v1/threads/${ana.thread_id}/replies`, body)
      return ((await made.json()) as { id: string }).id
    }
    now = new Date(now.getTime() + 60_000)
    const toAna = await reply(ana)
    const toBia = (await decisionOf(shop, bia.message_id)).draft!.id
    await shop.request('POST', `/v1/drafts/${toBia}/approve`)
    expect(await waiting()).toBe(caio.at)
    await fail(toAna)
    await fail(toBia)
    await laugh(shop, 50)
    await reply(caio)
    expect(await waiting()).toBe(ana.at)
    await reply(ana)
    expect(await waiting()).toBe(bia.at)
    await reply(bia)
    expect(await waiting()).toBeNull()
  })

  test('cost a turn one look at what was replied, and a usual turn none', async () => {
    const { shop, ana } = await openPost()
    let looks = 0
    const db = new Proxy(app.ctx.db, {
      get(target, name, self) {
        if (name !== 'select') return Reflect.get(target, name, self)
        return (fields?: Record<string, unknown>) => {
          if (Object.values(fields ?? {}).includes(drafts.contact_id)) looks += 1
          return target.select(fields as never)
        }
      },
    })
    const load = (threadId: string) => loadTurn({ ...app.ctx, db }, { threadId, workspaceId: shop.id })
    await accept(shop, says('ana', 'alguém aí?', { external_id: 'ana-again' }))
    const turn = (await load(ana.thread_id))!
    expect([turn.carried.length, turn.isAwaitingHuman, turn.isOtherWaiting]).toEqual([1, false, true])
    expect(looks).toBe(1)
    const usual = await accept(shop, messageBody(ASK))
    await load(usual.thread_id)
    expect(looks).toBe(1)
    await drainTurns(app.ctx)
  })
})

describe('a busy post', () => {
  const says = (who: string, text: string, over = {}) =>
    messageBody(text, {
      surface: 'comment',
      thread: { external_id: 'busy' },
      contact: { external_id: who },
      ...over,
    })
  const elapse = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }

  test('knows the echo of what it said however many others were answered since, and a person’s same words a month later', async () => {
    const shop = await openShop('draft')
    const answers: string[] = []
    let threadId = ''
    for (let i = 0; i < 12; i += 1) {
      const { message_id, thread_id } = await accept(shop, says(`person-${i}`, ASK))
      await drainTurns(app.ctx)
      const { draft } = await decisionOf(shop, message_id)
      threadId = thread_id
      answers.push(`Oi, pessoa ${i}!\n\nAbrimos às 9h; o banho custa R$\u00a045.`)
      const text = answers.at(-1)!
      expect((await shop.request('POST', `/v1/drafts/${draft!.id}/approve`, { text })).status).toBe(200)
    }
    const isSilenced = async () =>
      ((await (await shop.request('GET', `/v1/threads/${threadId}`)).json()) as { is_ai_silenced: boolean })
        .is_ai_silenced
    const echo = answers[0]!.replace('\n\n', ' ').replace('\u00a0', ' ')
    await accept(shop, says('person-0', echo, { direction: 'outbound' }))
    expect(await isSilenced()).toBe(false)
    elapse(30 * 86_400_000)
    await accept(shop, says('person-0', echo, { direction: 'outbound' }))
    expect(await isSilenced()).toBe(true)
  })

  test('lets each person’s burst settle by itself, and nobody waits for what others write', async () => {
    const shop = await openShop('draft')
    await shop.request('PUT', '/v1/channels/shop', { kind: 'instagram', settle_ms: 2000 })
    const decided = async ({ message_id }: { message_id: string }) =>
      (await shop.request('GET', `/v1/messages/${message_id}/decision`)).status === 200
    const step = async (ms: number) => {
      elapse(ms)
      await drainTurns(app.ctx)
    }
    const ana = await accept(shop, says('ana', ASK))
    await step(1500)
    const bia = [await accept(shop, says('bia', 'Oi'))]
    await step(500)
    // Two seconds after hers, whoever wrote since.
    expect([await decided(ana), await decided(bia[0]!)]).toEqual([true, false])
    await step(1000)
    bia.push(await accept(shop, says('bia', ASK)))
    await step(500)
    const caio = await accept(shop, says('caio', ASK))
    await step(1400)
    expect(await decided(bia[1]!)).toBe(false)
    await step(100)
    const both = await Promise.all(bia.map(({ message_id }) => decisionOf(shop, message_id)))
    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(await decided(caio)).toBe(false)
    await step(500)
    expect(await decided(caio)).toBe(true)
  })
})

test('a late echo of an answer leaves the question open that came in between', async () => {
  const shop = await openShop('draft')
  const body = (text: string, over = {}) =>
    messageBody(text, { thread: { external_id: 'late' }, contact: { external_id: 'late' }, ...over })
  const first = await accept(shop, body(ASK))
  await drainTurns(app.ctx)
  const { draft } = await decisionOf(shop, first.message_id)
  await shop.request('POST', `/v1/drafts/${draft!.id}/approve`)
  await accept(shop, body('¿Hacen envíos a todo el país?', { external_id: 'between' }))
  await drainTurns(app.ctx)
  await accept(shop, body(draft!.text, { direction: 'outbound' }))
  const { thread_id } = await accept(shop, body('alguém aí?'))
  const turn = (await loadTurn(app.ctx, { threadId: thread_id, workspaceId: shop.id }))!
  expect(turn.carried.map((message) => message.external_id)).toEqual(['between'])
  const edited = await shop.request('PATCH', '/v1/channels/shop/messages/between', { text: ASK })
  expect(await edited.json()).toMatchObject({ is_decided_anew: true })
  await drainTurns(app.ctx)
})

test('a question marked twice is one question, and is answered', async () => {
  const shop = await openShop()
  const { message_id } = await accept(shop, messageBody('Qual o horário de funcionamento??'))
  now = new Date(now.getTime() + 60_000)
  await drainTurns(app.ctx)
  expect(await decisionOf(shop, message_id)).toMatchObject({ route: 'auto_reply', category: 'faq' })
})

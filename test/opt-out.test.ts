import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeStep } from '../src/broadcasts/take-step.ts'
import { appendEvents } from '../src/db/append-event.ts'
import { OUTBOUND_EVENTS } from '../src/db/guard-outbound.ts'
import { contacts, outbox, webhookDeliveries } from '../src/db/schema.ts'
import { tellWaiting } from '../src/desk/tell-waiting.ts'
import { systemActor } from '../src/domain/actor.ts'
import type { EventType } from '../src/domain/event.ts'
import type { MessageAccepted } from '../src/domain/message.ts'
import { drainTurns } from './support/drain-turns.ts'
import { makeEndpoint } from './support/endpoint-bench.ts'
import { accept, decisionOf, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

const ASK = 'Qual o horário de funcionamento?'
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

interface Sent {
  readonly kind: string
  readonly text: string
  readonly language: string
}

/** A shop, and Ana who writes to it in threads of her own. */
async function openShop(mode: 'auto' | 'draft' = 'auto') {
  const shop = await app.makeWorkspace()
  await openChannel(shop, mode)
  await putEntries(shop)
  const write = async (text: string, thread = 'main'): Promise<MessageAccepted> => {
    pass(1000)
    const over = { thread: { external_id: thread }, contact: { external_id: 'ana', name: 'Ana' } }
    const accepted = await accept(shop, messageBody(text, over))
    await drainTurns(app.ctx)
    return accepted
  }
  const sent = async (): Promise<Sent[]> => {
    const { data } = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: EventType; data: Sent }[]
    }
    return data.filter(({ type }) => OUTBOUND_EVENTS.has(type)).map((event) => event.data)
  }
  return { shop, write, sent, reply: (thread: string, text = 'Olá!') => reply(shop, thread, text) }
}

async function reply(shop: TestWorkspace, thread: string, text: string) {
  const response = await shop.request('POST', `/v1/threads/${thread}/replies`, { text })
  return { status: response.status, body: (await response.json()) as { type?: string } }
}

async function contactOf(shop: TestWorkspace) {
  const [contact] = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, shop.id))
  return contact!
}

const NEVER_OPEN = { name: 'Closed', time_zone: 'UTC', week: {} }

const made = async (response: Promise<Response>) => {
  expect((await response).status).toBe(201)
  return (await (await response).json()) as { id: string }
}

/** Words that one manager wrote and another approved. */
async function approveTemplate(shop: TestWorkspace): Promise<string> {
  const [author, other] = [await shop.makeMember('manager'), await shop.makeMember('manager')]
  const document = { name: 'news', language: 'pt', category: 'utility', body: 'Chegou ração nova.' }
  const { id } = await made(author.request('POST', '/v1/templates', document))
  expect((await author.request('POST', `/v1/templates/${id}/versions/1/submit`)).status).toBe(200)
  expect((await other.request('POST', `/v1/templates/${id}/versions/1/approve`)).status).toBe(200)
  return id
}

const REFUSED = { status: 409, body: { type: 'urn:recado:problem:opted_out' } }

describe('whoever opts out', () => {
  test.each([
    ['SAIR', 'pt', /VOLTAR/],
    ['baja por favor', 'es', /VOLVER/],
    ['Stop!', 'en', /START/],
  ])('with %s is told so once, in %s, also where a person reviews drafts', async (word, language, back) => {
    const { shop, write, sent } = await openShop('draft')
    const { message_id } = await write(word)
    expect(await decisionOf(shop, message_id)).toMatchObject({
      route: 'auto_reply',
      reasons: ['opted_out'],
      rule: { name: 'opt_out' },
    })
    await write(word)
    expect(await sent()).toMatchObject([{ kind: 'opt_out_confirmation', language }])
    expect((await sent())[0]!.text).toMatch(back)
  })

  test('with a question beside it is told so, and a person gets the question', async () => {
    const { shop, write, sent } = await openShop()
    await shop.request('PUT', '/v1/channels/shop', { kind: 'instagram', settle_ms: 1000 })
    await write('SAIR')
    const { message_id } = await write('mas antes, qual o horário de funcionamento?')
    pass(10_000)
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, message_id)).toMatchObject({ route: 'human', reasons: ['opted_out'] })
    expect((await sent()).map(({ kind }) => kind)).toEqual(['opt_out_confirmation'])
  })

  test('by editing what they wrote is opted out', async () => {
    const { shop, write } = await openShop()
    const over = { external_id: 'later', thread: { external_id: 'main' }, contact: { external_id: 'ana' } }
    await write('oi')
    await accept(shop, messageBody(ASK, over))
    await drainTurns(app.ctx)
    expect((await contactOf(shop)).opted_out_at).toBeNull()
    pass(60_000)
    await shop.request('PATCH', '/v1/channels/shop/messages/later', { text: 'PARAR' })
    expect((await contactOf(shop)).opted_out_at).toEqual(now)
  })

  test('under a post has only shouted, and a question about stopping is a question', async () => {
    const { shop, write, sent } = await openShop()
    await accept(shop, messageBody('Stop!', { surface: 'comment' }))
    await drainTurns(app.ctx)
    await write('como faço pra sair?')
    expect((await sent()).filter(({ kind }) => kind === 'opt_out_confirmation')).toEqual([])
    expect((await contactOf(shop)).opted_out_at).toBeNull()
  })

  test('is in the ledger with the words, and whoever records for them adds to it', async () => {
    const { shop, write } = await openShop()
    await write('SAIR 🙏')
    const { id } = await contactOf(shop)
    pass(1000)
    await shop.request('POST', `/v1/contacts/${id}/consents`, {
      purpose: 'marketing',
      status: 'granted',
      source: 'web_form',
      text: 'Quero receber ofertas',
    })
    const { data, state } = (await (await shop.request('GET', `/v1/contacts/${id}/consents`)).json()) as {
      data: unknown[]
      state: unknown
    }
    expect(data).toMatchObject([
      { purpose: 'marketing', status: 'granted', source: 'web_form' },
      { purpose: 'all', status: 'revoked', source: 'message', text: 'SAIR 🙏', channel_id: 'shop' },
    ])
    // Agreeing to broadcasts takes no opt-out back.
    expect(state).toMatchObject({ opted_out_at: expect.any(String), may_get_marketing: false })
  })
})

describe('after an opt-out nothing leaves', () => {
  const RULES = {
    rules: [
      { name: 'rastreio', when: { words: ['rastreio'] }, say: { pt: 'O rastreio está no seu e-mail.' } },
      { name: 'atendente', when: { words: ['atendente'] }, hand_off: true },
      { name: 'recebido', moment: 'hand_off', say: { pt: 'Recebemos sua mensagem.' } },
      { name: 'oi', when: { is_reply_owed: false }, say: { pt: 'Oi!' } },
    ],
  }

  test('by no answer, rule, acknowledgement or notice, by no approval, and by no reply before they write again', async () => {
    const { shop, write, sent, reply: answer } = await openShop()
    const settings = { settings: { waiting_notice_after_s: 60 } }
    expect((await shop.request('PATCH', `/v1/workspaces/${shop.id}`, settings)).status).toBe(200)
    await shop.request('PUT', '/v1/rules', RULES)
    await shop.request('PUT', '/v1/channels/shop', { kind: 'instagram', mode: 'draft' })
    const other = await decisionOf(shop, (await write(ASK, 'other')).message_id)
    const { thread_id } = await write(ASK)
    await openChannel(shop)
    await write('SAIR')
    const before = await sent()
    expect(before.at(-1)?.kind).toBe('opt_out_confirmation')

    const approved = await shop.request('POST', `/v1/drafts/${other.draft!.id}/approve`)
    expect({ status: approved.status, body: await approved.json() }).toMatchObject(REFUSED)
    expect(await answer(thread_id)).toMatchObject(REFUSED)
    expect(await answer(other.thread_id)).toMatchObject(REFUSED)
    for (const text of [ASK, 'RASTREIO', 'atendente', 'oi', 'quero falar com uma pessoa']) {
      const { message_id } = await write(text, 'third')
      expect((await decisionOf(shop, message_id)).reasons).toEqual(['opted_out'])
    }
    pass(3_600_000)
    await tellWaiting(app.ctx)
    const { id } = await contactOf(shop)
    const caller = { workspaceId: shop.id, actor: systemActor('test') }
    const news = { type: 'reply.requested', data: { contact_id: id, text: 'x' } } as const
    await expect(
      app.ctx.db.transaction((tx) => appendEvents(app.ctx, tx, caller, [news])),
    ).rejects.toMatchObject({ code: 'opted_out' })
    expect(await sent()).toEqual(before)
  })

  test('nor by words approved or edited, a draft anew, a broadcast, a greeting, out of hours or under a post, by whomever it was recorded', async () => {
    const { shop, write, sent } = await openShop('draft')
    const edited = await decisionOf(shop, (await write(ASK, 'edited')).message_id)
    const renewed = await decisionOf(shop, (await write(ASK, 'renewed')).message_id)
    await openChannel(shop)
    const { id: contact } = await contactOf(shop)
    const record = (purpose: string, status: string) =>
      shop.request('POST', `/v1/contacts/${contact}/consents`, {
        purpose,
        status,
        source: 'phone',
        text: 'x',
      })
    expect((await record('marketing', 'granted')).status).toBe(201)
    const template_id = await approveTemplate(shop)
    const plan = { name: 'News', channel_id: 'shop', template_id, quiet_hours: null }
    const { id: broadcast } = await made(shop.request('POST', '/v1/broadcasts', plan))
    expect((await shop.request('POST', `/v1/broadcasts/${broadcast}/start`)).status).toBe(200)
    // They are among the recipients already.
    expect(await takeStep(app.ctx)).toBe(true)
    const calendar = await made(shop.request('POST', '/v1/business-calendars', NEVER_OPEN))
    const rules = [
      {
        name: 'fora',
        when: { calendar: { id: calendar.id, is: 'closed' }, surfaces: ['dm'] },
        once: 'absence',
      },
      { name: 'post', when: { surfaces: ['comment'] }, once: 'contact' },
      { name: 'boas-vindas', when: { is_reply_owed: false }, once: 'contact' },
    ].map((rule) => ({ ...rule, say: { pt: 'Oi!' } }))
    expect((await shop.request('PUT', '/v1/rules', { rules })).status).toBe(200)
    expect((await record('all', 'revoked')).status).toBe(201)

    const agent = await shop.makeMember('manager')
    const refused = async (path: string, body?: object) => {
      const response = await agent.request('POST', path, body)
      expect({ status: response.status, body: await response.json() }).toMatchObject(REFUSED)
    }
    await refused(`/v1/drafts/${edited.draft!.id}/approve`, { text: 'Abrimos às 9h.' })
    await refused(`/v1/threads/${edited.thread_id}/replies`, { template_id })
    await shop.request('POST', `/v1/drafts/${renewed.draft!.id}/draft-anew`)
    await drainTurns(app.ctx)
    const waiting = (await (await shop.request('GET', '/v1/drafts?state=pending_review')).json()) as {
      data: { id: string }[]
    }
    for (const { id } of waiting.data) await refused(`/v1/drafts/${id}/approve`)
    while (await takeStep(app.ctx));
    for (const [surface, text] of [
      ['dm', ASK],
      ['dm', 'oi'],
      ['comment', ASK],
    ] as const) {
      const over = { surface, thread: { external_id: surface }, contact: { external_id: 'ana' } }
      await accept(shop, messageBody(text, over))
      await drainTurns(app.ctx)
    }
    expect(await sent()).toEqual([])
  })

  test('of what waited for a platform that did not answer, nor by delivering it once more', async () => {
    const { shop, write, sent } = await openShop()
    const endpoint = await makeEndpoint(shop, ['reply.requested'])
    await write(ASK)
    const [owed] = await app.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpoint.id))
    const delivery = {
      id: app.ctx.newId('dlv'),
      workspace_id: shop.id,
      endpoint_id: endpoint.id,
      event_id: owed!.event_id,
      event_type: 'reply.requested',
      attempt: 1,
      state: 'failed',
      took_ms: 3,
      created_at: now,
    } as const
    await app.ctx.db.insert(webhookDeliveries).values(delivery)
    await write('SAIR')
    expect((await sent()).map(({ kind }) => kind)).toEqual(['answer', 'opt_out_confirmation'])
    const left = await app.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpoint.id))
    expect(left.map((row) => row.event_id)).not.toContain(owed!.event_id)
    const again = await shop.request('POST', `${endpoint.path}/deliveries/${delivery.id}/redeliver`)
    expect({ status: again.status, body: await again.json() }).toMatchObject(REFUSED)
  })

  test('but a person answers who wrote again, until they opt out once more', async () => {
    const { write, reply: answer } = await openShop()
    const { thread_id } = await write('SAIR')
    expect(await answer(thread_id)).toMatchObject(REFUSED)
    await write('SAIR')
    expect(await answer(thread_id)).toMatchObject(REFUSED)
    await write('e o meu reembolso?')
    expect((await answer(thread_id)).status).toBe(201)
    await write('pare')
    expect(await answer(thread_id)).toMatchObject(REFUSED)
  })

  test('also where approvals run at the same moment', async () => {
    const { shop, write } = await openShop('draft')
    const decided = []
    for (const thread of ['a', 'b', 'c', 'd']) {
      decided.push(await decisionOf(shop, (await write(ASK, thread)).message_id))
    }
    await Promise.all([
      ...decided.slice(0, 2).map(({ draft }) => shop.request('POST', `/v1/drafts/${draft!.id}/approve`)),
      write('SAIR', 'e'),
      ...decided.slice(2).map(({ draft }) => shop.request('POST', `/v1/drafts/${draft!.id}/approve`)),
    ])
    const { data } = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string; data: { kind?: string } }[]
    }
    const out = data.findIndex(({ type }) => type === 'contact.opted_out')
    const later = data.slice(out).filter(({ type }) => type === 'reply.requested')
    expect(later.map(({ data: { kind } }) => kind)).toEqual(['opt_out_confirmation'])
  })

  test('because events and what is owed are written in one place, and delivered anew in another', () => {
    const root = join(import.meta.dirname, '../src')
    const writers = globSync('**/*.ts', { cwd: root }).filter((file) =>
      /insert\((events|outbox)\)/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(writers.sort()).toEqual(['db/append-event.ts', 'outbox/redeliver.ts'])
  })
})

describe('whoever comes back', () => {
  test('is told so, is answered again, and may get broadcasts if they ever agreed to them', async () => {
    const { shop, write, sent } = await openShop()
    await write('quero receber ofertas')
    await write('SAIR')
    await write('VOLTAR')
    const { message_id } = await write(ASK)
    expect((await decisionOf(shop, message_id)).route).toBe('auto_reply')
    expect((await sent()).map(({ kind }) => kind)).toEqual(['rule', 'opt_out_confirmation', 'rule', 'answer'])
    const { id } = await contactOf(shop)
    const { state } = (await (await shop.request('GET', `/v1/contacts/${id}/consents`)).json()) as {
      state: unknown
    }
    expect(state).toEqual({ opted_out_at: null, may_get_marketing: true })
  })

  test('from nowhere has said nothing about it', async () => {
    const { shop, write, sent } = await openShop()
    await write('VOLTAR')
    expect(await sent()).toEqual([])
    const { id } = await contactOf(shop)
    const { data } = (await (await shop.request('GET', `/v1/contacts/${id}/consents`)).json()) as {
      data: unknown[]
    }
    expect(data).toEqual([])
  })
})

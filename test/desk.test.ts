import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drafts, messageRevisions, threads } from '../src/db/schema.ts'
import { endClaims } from '../src/desk/end-claims.ts'
import { tellWaiting } from '../src/desk/tell-waiting.ts'
import { wakeSnoozed } from '../src/desk/wake-snoozed.ts'
import { CLAIM_MS } from '../src/domain/move-thread.ts'
import type { Thread } from '../src/domain/thread.ts'
import { drainTurns } from './support/drain-turns.ts'
import {
  accept,
  decideMessage,
  decisionOf,
  messageBody,
  openChannel,
  putEntries,
} from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

const MINUTE = 60_000
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const ASK = 'Qual o horário de funcionamento?'
const inThread = (id: string, text: string, over = {}) =>
  messageBody(text, { thread: { external_id: id }, contact: { external_id: id }, ...over })

async function openShop(mode: 'off' | 'shadow' | 'draft' | 'auto' = 'auto'): Promise<TestWorkspace> {
  const shop = await app.makeWorkspace()
  await openChannel(shop, mode)
  await putEntries(shop)
  return shop
}

async function threadOf(shop: TestWorkspace, id: string) {
  return (await (await shop.request('GET', `/v1/threads/${id}`)).json()) as Thread & {
    timeline: { type: string; actor: { kind: string; id: string }; data: Record<string, unknown> }[]
    previous_episode: unknown
  }
}

async function events(shop: TestWorkspace, type: string): Promise<Record<string, unknown>[]> {
  const { data } = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
    data: { type: string; data: Record<string, unknown> }[]
  }
  return data.filter((event) => event.type === type).map((event) => event.data)
}

describe('a claim', () => {
  test('that ran out loses the write of whoever held it, before and after the clockwork ended it', async () => {
    const shop = await openShop('draft')
    const { draft, thread_id } = await decideMessage(app, shop, ASK)
    const member = await shop.makeMember('level_1')
    expect((await member.request('POST', `/v1/threads/${thread_id}/claim`)).status).toBe(200)
    pass(CLAIM_MS)
    const approve = () => member.request('POST', `/v1/drafts/${draft!.id}/approve`)
    expect(await (await approve()).json()).toMatchObject({ type: 'urn:recado:problem:claim_lost' })
    await endClaims(app.ctx)
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'new', held_by: null })
    expect(await events(shop, 'thread.claim_expired')).toMatchObject([{ held_by: member.id }])
    expect((await approve()).status).toBe(409)
    expect(await events(shop, 'reply.requested')).toEqual([])
    await member.request('POST', `/v1/threads/${thread_id}/claim`)
    expect((await approve()).status).toBe(200)
  })

  test('that another took over after it ran out loses too, also once the other let go', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, messageBody('oi'))
    const [first, second] = [await shop.makeMember('level_1'), await shop.makeMember('level_1')]
    await first.request('POST', `/v1/threads/${thread_id}/claim`)
    pass(CLAIM_MS)
    expect((await second.request('POST', `/v1/threads/${thread_id}/claim`)).status).toBe(200)
    const label = (member: typeof first, labels: string[]) =>
      member.request('PATCH', `/v1/threads/${thread_id}`, { labels })
    expect((await label(first, ['late'])).status).toBe(409)
    expect((await label(second, ['mine'])).status).toBe(200)
    expect((await threadOf(shop, thread_id)).labels).toEqual(['mine'])
  })

  test('that is renewed in time outlives its first end', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, messageBody('oi'))
    const member = await shop.makeMember('level_1')
    await member.request('POST', `/v1/threads/${thread_id}/claim`)
    pass(CLAIM_MS - 1)
    expect((await member.request('POST', `/v1/threads/${thread_id}/renew`)).status).toBe(200)
    pass(CLAIM_MS - 1)
    await endClaims(app.ctx)
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'assigned', held_by: member.id })
    expect((await member.request('POST', `/v1/threads/${thread_id}/resolve`)).status).toBe(200)
  })

  test('lets Recado only suggest: what the customer asks waits as a draft', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('held', 'oi'))
    await drainTurns(app.ctx)
    const member = await shop.makeMember('level_1')
    await member.request('POST', `/v1/threads/${thread_id}/claim`)
    const { message_id } = await accept(shop, inThread('held', ASK))
    await drainTurns(app.ctx)
    expect(await decisionOf(shop, message_id)).toMatchObject({
      route: 'human',
      draft: { state: 'pending_review' },
    })
    expect(await events(shop, 'reply.requested')).toEqual([])
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'assigned', held_by: member.id })
  })
})

describe('a thread', () => {
  test('is answered by Recado and waits for its customer', async () => {
    const shop = await openShop()
    const { thread_id, route } = await decideMessage(app, shop, ASK)
    expect(route).toBe('auto_reply')
    expect(await threadOf(shop, thread_id)).toMatchObject({
      status: 'waiting_for_customer',
      waiting_since: null,
      next_action: 'follow_up',
      language: 'pt',
    })
  })

  test('says since when a person is owed, what to do next, and which labels would fit', async () => {
    const shop = await openShop()
    const since = now.toISOString()
    const { thread_id } = await accept(
      shop,
      messageBody('Quero falar com um atendente sobre meu reembolso do pedido 9'),
    )
    pass(MINUTE)
    await drainTurns(app.ctx)
    const thread = await threadOf(shop, thread_id)
    expect(thread).toMatchObject({ status: 'new', waiting_since: since, next_action: 'reply', labels: [] })
    expect(thread.suggested_labels).toEqual(expect.arrayContaining(['reembolso', 'atendente']))
    await shop.request('PATCH', `/v1/threads/${thread_id}`, {
      labels: ['reembolso'],
      dismissed_labels: ['atendente'],
    })
    const after = await threadOf(shop, thread_id)
    expect(after.labels).toEqual(['reembolso'])
    expect(after.suggested_labels).not.toEqual(expect.arrayContaining(['atendente']))
  })

  test('that is opened again starts afresh, with how the last episode ended at hand', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(
      shop,
      inThread('again', 'Meu pedido 77 veio errado, quero falar com alguém'),
    )
    await drainTurns(app.ctx)
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`, { reason: 'trocado na loja' })
    await accept(shop, inThread('again', ASK))
    await drainTurns(app.ctx)
    const thread = await threadOf(shop, thread_id)
    expect(thread).toMatchObject({
      episode: 2,
      status: 'waiting_for_customer',
      previous_episode: {
        episode: 1,
        reason: 'trocado na loja',
        note: { known: expect.arrayContaining(['pedido #77']) },
      },
    })
    expect(thread.timeline.find((item) => item.type === 'thread.reopened')!.data).toMatchObject({
      by: 'customer',
    })
    expect(thread.timeline[1]).toMatchObject({ type: 'message.inbound', actor: { kind: 'contact' } })
  })

  test('snoozed wakes at its time, and before it when the customer writes', async () => {
    const shop = await openShop()
    const ids = []
    for (const name of ['by-time', 'by-message']) {
      const { thread_id } = await accept(shop, inThread(name, 'oi'))
      const until = new Date(now.getTime() + 60 * MINUTE).toISOString()
      await shop.request('POST', `/v1/threads/${thread_id}/snooze`, { until })
      ids.push(thread_id)
    }
    pass(59 * MINUTE)
    expect(await wakeSnoozed(app.ctx)).toBe(0)
    await accept(shop, inThread('by-message', 'e aí?'))
    pass(MINUTE)
    expect(await wakeSnoozed(app.ctx)).toBe(1)
    expect(await threadOf(shop, ids[0]!)).toMatchObject({ status: 'new', next_action: 'follow_up' })
    expect(await threadOf(shop, ids[1]!)).toMatchObject({ status: 'new', next_action: 'reply' })
    expect(await events(shop, 'thread.woken')).toMatchObject([{ by: 'customer' }, { by: 'time' }])
  })

  test.each([
    ['an old message that is synced', { backfill: true }],
    ['a message that comes too late', { sent_at: '2020-01-01T00:00:00Z' }],
  ])('stays as it is for %s', async (_name, over) => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('kept', 'oi'))
    await drainTurns(app.ctx)
    const until = new Date(now.getTime() + 60 * MINUTE).toISOString()
    for (const [action, body] of [
      ['snooze', { until }],
      ['resolve', {}],
    ] as const) {
      await shop.request('POST', `/v1/threads/${thread_id}/${action}`, body)
      const { timeline: _before, ...before } = await threadOf(shop, thread_id)
      await accept(shop, inThread('kept', '¿Hacen envíos a todo el país?', over))
      expect(await drainTurns(app.ctx)).toBe(1)
      const { timeline: _after, ...after } = await threadOf(shop, thread_id)
      expect(after).toEqual({ ...before, last_message_at: after.last_message_at })
    }
  })

  test('that is resolved before thanks are decided stays resolved', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('thanks', 'obrigado'))
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`)
    expect(await drainTurns(app.ctx)).toBe(1)
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'resolved', next_action: null })
  })

  test('that is resolved before a person turns out to be needed is opened again, and says so', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('needed', 'Quero falar com um atendente'))
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`)
    expect(await drainTurns(app.ctx)).toBe(1)
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'new', next_action: 'reply', episode: 1 })
    expect(await events(shop, 'thread.reopened')).toEqual([{ thread_id, episode: 1, by: 'recado' }])
  })

  test('stays resolved where a person adds a word on the platform, and the next question is Recado’s again', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('goodbye', 'obrigado'))
    await drainTurns(app.ctx)
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`)
    await accept(shop, inThread('goodbye', 'De nada, volte sempre!', { direction: 'outbound' }))
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'resolved', next_action: null })
    await accept(shop, inThread('goodbye', ASK))
    expect(await threadOf(shop, thread_id)).toMatchObject({ episode: 2, is_ai_silenced: false })
    await drainTurns(app.ctx)
  })

  test('that is resolved before its answer fails is opened again, and not where a notice fails', async () => {
    const shop = await openShop()
    const { thread_id } = await accept(shop, inThread('failed', 'Quero falar com um atendente'))
    await drainTurns(app.ctx)
    const replied = await shop.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'Já vi!' })
    const { id } = (await replied.json()) as { id: string }
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`)
    const fail = () =>
      shop.request('POST', `/v1/drafts/${id}/send-result`, { status: 'failed', code: '131047' })
    const isDraft = eq(drafts.id, id)
    await app.ctx.db.update(drafts).set({ kind: 'waiting_notice' }).where(isDraft)
    expect((await fail()).status).toBe(200)
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'resolved', waiting_since: null })
    await app.ctx.db.update(drafts).set({ kind: 'person', state: 'approved' }).where(isDraft)
    await fail()
    expect(await threadOf(shop, thread_id)).toMatchObject({ status: 'new', next_action: 'reply', episode: 1 })
    expect(await events(shop, 'thread.reopened')).toEqual([{ thread_id, episode: 1, by: 'recado' }])
  })

  test('whose draft answers a part of the question still owes the rest after it went out', async () => {
    const shop = await openShop()
    const { thread_id, draft } = await decideMessage(app, shop, `${ASK}\nE cadê o meu pedido 123?`)
    expect(draft).not.toBeNull()
    await shop.request('POST', `/v1/drafts/${draft!.id}/approve`)
    expect((await threadOf(shop, thread_id)).waiting_since).not.toBeNull()
    await shop.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'Chega amanhã' })
    expect((await threadOf(shop, thread_id)).waiting_since).toBeNull()
  })
})

describe('a board', () => {
  test('sorts by urgency across pages, and finds by queue, label, holder, channel and language', async () => {
    const shop = await openShop()
    const ids: string[] = []
    for (const [priority, waits] of [
      ['low', 9],
      ['high', 1],
      ['high', 5],
      ['urgent', null],
    ] as const) {
      const { thread_id } = await accept(shop, messageBody('oi'))
      const waiting_since = waits === null ? null : new Date(now.getTime() - waits * MINUTE)
      await app.ctx.db
        .update(threads)
        .set({ priority, waiting_since, labels: [priority], language: 'pt' })
        .where(eq(threads.id, thread_id))
      ids.push(thread_id)
    }
    const list = async (query: string) =>
      (await (await shop.request('GET', `/v1/threads?${query}`)).json()) as {
        data: Thread[]
        next_cursor: string | null
      }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(
        `sort=urgency&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.data.map((thread) => thread.id))
      cursor = page.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual([ids[3], ids[2], ids[1], ids[0]])
    await shop.request('POST', `/v1/threads/${ids[1]}/claim`)
    const { held_by } = await threadOf(shop, ids[1]!)
    const found = async (query: string) => (await list(query)).data.map((thread) => thread.id)
    expect(await found(`assignee=${held_by}`)).toEqual([ids[1]])
    expect(await found('label=low&channel=shop&language=pt')).toEqual([ids[0]])
    expect(await found('priority=urgent&status=new')).toEqual([ids[3]])
    expect(await found('label=nobody')).toEqual([])
    const { next_cursor } = await list('sort=newest&limit=1')
    const made = ['1 2026-99-99T00:00:00.000Z thr_1', '1 0000-01-01T00:00:00.000Z thr_1'].map((position) =>
      Buffer.from(position).toString('base64url'),
    )
    for (const foreign of [next_cursor, ...made])
      expect((await shop.request('GET', `/v1/threads?sort=urgency&cursor=${foreign}`)).status).toBe(422)
  })
})

describe('a customer who waits for a person', () => {
  async function openWaiting(
    mode: 'off' | 'shadow' | 'draft' | 'auto',
    text = 'Quero falar com um atendente',
  ) {
    const shop = await openShop(mode)
    await shop.request('PATCH', `/v1/workspaces/${shop.id}`, { settings: { waiting_notice_after_s: 600 } })
    const { thread_id } = await accept(shop, inThread('waits', text))
    await drainTurns(app.ctx)
    return { shop, thread_id }
  }

  test('is told so once a wait, in their language, and again in the next wait', async () => {
    const { shop, thread_id } = await openWaiting('auto', 'Quiero hablar con una persona por favor')
    pass(10 * MINUTE - 1)
    expect(await tellWaiting(app.ctx)).toBe(0)
    pass(1)
    // Two processes at a time, and one that starts anew afterwards.
    const told = await Promise.all([tellWaiting(app.ctx), tellWaiting(app.ctx)])
    expect(told[0]! + told[1]!).toBe(1)
    pass(60 * MINUTE)
    expect(await tellWaiting(app.ctx)).toBe(0)
    const [notice, ...more] = await events(shop, 'reply.requested')
    expect(more).toEqual([])
    expect(notice).toMatchObject({ kind: 'waiting_notice', language: 'es', thread_id })
    expect((await threadOf(shop, thread_id)).waiting_since).not.toBeNull()
    // The platform's echo of it is nobody's reply.
    await accept(shop, inThread('waits', String(notice!.text), { direction: 'outbound' }))
    expect((await threadOf(shop, thread_id)).waiting_since).not.toBeNull()
    await shop.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'Hola, aquí estoy' })
    await accept(shop, inThread('waits', '¿Sigues ahí? Necesito a una persona'))
    await drainTurns(app.ctx)
    pass(10 * MINUTE)
    expect(await tellWaiting(app.ctx)).toBe(1)
  })

  test.each(['off', 'shadow'] as const)('hears nothing in a channel that is %s', async (mode) => {
    const { shop, thread_id } = await openWaiting(mode)
    await app.ctx.db.update(threads).set({ waiting_since: now }).where(eq(threads.id, thread_id))
    pass(60 * MINUTE)
    await tellWaiting(app.ctx)
    expect(await events(shop, 'reply.requested')).toEqual([])
  })

  test('hears nothing once answered, once resolved, where the workspace is stopped, or where it was never wanted', async () => {
    const answered = await openWaiting('auto')
    await answered.shop.request('POST', `/v1/threads/${answered.thread_id}/replies`, { text: 'Oi!' })
    const resolved = await openWaiting('auto')
    await resolved.shop.request('POST', `/v1/threads/${resolved.thread_id}/resolve`)
    const stopped = await openWaiting('auto')
    await stopped.shop.request('PATCH', `/v1/workspaces/${stopped.shop.id}`, {
      settings: { stop_everything: true },
    })
    const never = await openWaiting('auto')
    await never.shop.request('PATCH', `/v1/workspaces/${never.shop.id}`, {
      settings: { waiting_notice_after_s: null },
    })
    pass(60 * MINUTE)
    expect(await tellWaiting(app.ctx)).toBe(0)
  })
})

describe('a message that its author changes on the platform', () => {
  const path = (id: string) => `/v1/channels/shop/messages/${id}`

  test('takes its draft back and is decided anew, and what it said before is kept', async () => {
    const shop = await openShop('draft')
    const first = await decideMessage(app, shop, ASK, { external_id: 'edit-1' })
    expect(first.draft!.state).toBe('pending_review')
    const edited = await shop.request('PATCH', path('edit-1'), { text: 'Quero falar com um atendente' })
    expect(await edited.json()).toMatchObject({ is_decided_anew: true })
    await drainTurns(app.ctx)
    const [draft] = await app.ctx.db.select().from(drafts).where(eq(drafts.id, first.draft!.id))
    expect(draft!.state).toBe('superseded')
    expect(await decisionOf(shop, first.message_id)).toMatchObject({
      route: 'human',
      reasons: ['wants_human'],
    })
    const revisions = await app.ctx.db
      .select()
      .from(messageRevisions)
      .where(eq(messageRevisions.message_id, first.message_id))
    expect(revisions.map((row) => row.text)).toEqual([ASK])
  })

  test('stays as it was decided where it was answered already', async () => {
    const shop = await openShop('auto')
    const first = await decideMessage(app, shop, ASK, { external_id: 'edit-2' })
    expect(first.route).toBe('auto_reply')
    const edited = await shop.request('PATCH', path('edit-2'), { text: 'outra coisa' })
    expect(await edited.json()).toMatchObject({ status: 'changed', is_decided_anew: false })
    expect(await drainTurns(app.ctx)).toBe(0)
    expect((await decisionOf(shop, first.message_id)).draft?.id).toBe(first.draft!.id)
  })

  test('and deletes is owed nothing more, and its words are nowhere', async () => {
    const shop = await openShop('draft')
    const { message_id, thread_id } = await decideMessage(
      app,
      shop,
      'O Zeferino quer falar com um atendente',
      {
        external_id: 'gone',
      },
    )
    await shop.request('PATCH', path('gone'), { text: 'O Zeferino quer mesmo falar com um atendente' })
    await drainTurns(app.ctx)
    expect((await shop.request('DELETE', path('gone'))).status).toBe(200)
    const thread = await threadOf(shop, thread_id)
    expect(thread).toMatchObject({
      status: 'waiting_for_customer',
      waiting_since: null,
      next_action: 'close',
    })
    expect(JSON.stringify(thread)).not.toContain('Zeferino')
    const feed = await (await shop.request('GET', '/v1/events?limit=100')).text()
    expect(feed).not.toContain('Zeferino')
    const revisions = await app.ctx.db
      .select()
      .from(messageRevisions)
      .where(and(eq(messageRevisions.message_id, message_id), eq(messageRevisions.workspace_id, shop.id)))
    expect(revisions.map((row) => row.text)).toEqual([null])
    expect(await drainTurns(app.ctx)).toBe(0)
  })

  const SHIP = '¿Hacen envíos a todo el país?'

  /** Two questions of one thread, of which the second's draft is to answer both. */
  async function askTwice(shop: TestWorkspace, thread: string) {
    const asked = []
    for (const [i, text] of [ASK, SHIP].entries()) {
      asked.push(await accept(shop, inThread(thread, text, { external_id: `${thread}-${i}` })))
      pass(MINUTE)
      await drainTurns(app.ctx)
    }
    return asked
  }

  test.each([0, 1])(
    'and deletes leaves the other question that its draft answered open: %i',
    async (gone) => {
      const shop = await openShop('draft')
      const asked = await askTwice(shop, 'two')
      const other = asked[1 - gone]!
      await shop.request('DELETE', path(`two-${gone}`))
      await drainTurns(app.ctx)
      expect(await decisionOf(shop, other.message_id)).toMatchObject({ draft: { state: 'pending_review' } })
      expect((await threadOf(shop, other.thread_id)).waiting_since).not.toBeNull()
    },
  )

  test('stays as it was decided where it was answered together with a later one', async () => {
    const shop = await openShop('draft')
    const [, later] = await askTwice(shop, 'both')
    const { draft } = await decisionOf(shop, later!.message_id)
    expect((await shop.request('POST', `/v1/drafts/${draft!.id}/approve`)).ok).toBe(true)
    const edited = await shop.request('PATCH', path('both-0'), { text: `${ASK}?` })
    expect(await edited.json()).toMatchObject({ status: 'changed', is_decided_anew: false })
  })

  test('while its turn is worked on: the turn starts over with the new words', async () => {
    const shop = await openShop('auto')
    const { message_id } = await accept(shop, messageBody('quero um atendente', { external_id: 'mid' }))
    await shop.request('PATCH', path('mid'), { text: ASK })
    await drainTurns(app.ctx)
    expect((await decisionOf(shop, message_id)).route).toBe('auto_reply')
  })
})

test('a note for whoever goes on is made without personal data', async () => {
  const shop = await openShop()
  const { thread_id } = await accept(shop, messageBody('Meu cpf é 529.982.247-25 e o pedido 123 não chegou'))
  await shop.request('POST', `/v1/threads/${thread_id}/escalate`, { comment: 'liguei para 529.982.247-25' })
  const [escalated] = await events(shop, 'thread.escalated')
  expect(escalated).toMatchObject({ note: { known: expect.arrayContaining(['pedido #123']) } })
  expect(JSON.stringify(escalated)).not.toContain('529.982')
})

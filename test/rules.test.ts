import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Setting } from '../src/clocks/setting.ts'
import { readConfig } from '../src/config.ts'
import type { Decision } from '../src/domain/decision.ts'
import type { ChatModel } from '../src/inference/chat-model.ts'
import { loadModels } from '../src/inference/load-models.ts'
import { drainTurns } from './support/drain-turns.ts'
import { accept, decisionOf, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'

let app: TestApp
let now = new Date('2026-03-02T15:00:00Z')
let asked = 0
beforeAll(async () => {
  const models = await loadModels(readConfig({ RECADO_DEMO: 'off', LOG_LEVEL: 'silent' }))
  const chat: ChatModel = {
    id: 'counting',
    complete: async () => {
      asked += 1
      return { ok: false, failure: 'provider_unreachable' }
    },
  }
  app = await startTestApp({ clock: () => now, models: { ...models, chat } })
})
afterAll(() => app.close())

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const HOUR = 3_600_000
const OPEN = new Date('2026-03-02T15:00:00Z')
/** 20:00 in São Paulo, where shops made by tests close at 18. */
const CLOSED = new Date('2026-03-02T23:00:00Z')

interface Sent {
  readonly kind: string
  readonly text: string
}

/** A shop with rules, whose calendar is `CALENDAR`. */
async function openShop(rules: readonly object[], mode: 'auto' | 'draft' | 'shadow' = 'auto') {
  const shop = await app.makeWorkspace()
  await openChannel(shop, mode)
  await putEntries(shop)
  const { data } = (await (await shop.request('GET', '/v1/business-calendars')).json()) as {
    data: Setting<'calendar'>[]
  }
  const body = JSON.stringify({ rules }).replaceAll('CALENDAR', data[0]!.id)
  const put = await shop.request('PUT', '/v1/rules', JSON.parse(body))
  expect(put.status).toBe(200)
  const write = async (text: string, over: object = {}): Promise<Decision> => {
    pass(1000)
    const ana = { thread: { external_id: 'main' }, contact: { external_id: 'ana' }, ...over }
    const { message_id } = await accept(shop, messageBody(text, ana))
    await drainTurns(app.ctx)
    return decisionOf(shop, message_id)
  }
  const sent = async (): Promise<Sent[]> => {
    const events = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string; data: Sent }[]
    }
    return events.data.filter(({ type }) => type === 'reply.requested').map((event) => event.data)
  }
  return { shop, write, sent, texts: async () => (await sent()).map(({ text }) => text) }
}

const MENU = [
  { name: 'menu', when: { words: ['menu', 'ajuda'] }, say: { pt: '1 devoluções, 2 rastreio, 3 atendente' } },
  { name: 'devoluções', when: { words: ['1'], after: ['menu'] }, say: { pt: 'Você tem 30 dias.' } },
  { name: 'rastreio', when: { words: ['2', 'rastreio'] }, say: { pt: 'Está no seu e-mail.' } },
  { name: 'atendente', when: { words: ['3'], after: ['menu'] }, hand_off: true },
  {
    name: 'recebido',
    moment: 'hand_off',
    when: { calendar: { id: 'CALENDAR', is: 'open' } },
    say: { pt: 'Recebemos, uma pessoa já vem.', es: 'Recibido.' },
    once: 'wait',
  },
  {
    name: 'ausente',
    moment: 'hand_off',
    when: { calendar: { id: 'CALENDAR', is: 'closed' } },
    say: { pt: 'Voltamos às 9h.' },
    once: 'absence',
  },
]

describe('a keyword', () => {
  test('is answered by its rule, without a provider or a draft, and the decision says so and can be explained', async () => {
    now = OPEN
    const { shop, write, sent } = await openShop(MENU, 'draft')
    asked = 0
    const decision = await write('RASTREIO por favor')
    expect(decision).toMatchObject({
      route: 'auto_reply',
      reasons: ['answered_by_rule'],
      rule: { name: 'rastreio', version: 1 },
      citations: [],
    })
    expect(decision.labels.needs_human.score).toBeGreaterThan(0)
    expect(asked).toBe(0)
    expect(await sent()).toMatchObject([{ kind: 'rule', text: 'Está no seu e-mail.' }])
    const trace = (await (await shop.request('GET', `/v1/messages/${decision.message_id}/rules`)).json()) as {
      message: { rule: string; fired: boolean }[]
    }
    expect(trace.message.map(({ rule, fired }) => [rule, fired])).toEqual([
      ['menu', false],
      ['devoluções', false],
      ['rastreio', true],
    ])
    const replay = await shop.request('GET', `/v1/decisions/${decision.message_id}/replay`)
    expect(await replay.json()).toMatchObject({ state: 'equal', differences: [] })
  })

  test('continues the menu that was asked last, also when the platform echoed it, and nothing else', async () => {
    now = OPEN
    const { shop, write, texts } = await openShop(MENU)
    await write('1')
    await write('menu')
    const echo = messageBody('1 devoluções,  2 rastreio, 3 atendente', {
      direction: 'outbound',
      thread: { external_id: 'main' },
      contact: { external_id: 'ana' },
    })
    await accept(shop, echo)
    await write('1')
    expect((await write('1')).rule).toBeNull()
    expect((await texts()).filter((text) => !text.startsWith('Recebemos'))).toEqual([
      '1 devoluções, 2 rastreio, 3 atendente',
      'Você tem 30 dias.',
    ])
  })

  test('that asks for a person hands over, with one word of acknowledgement', async () => {
    now = OPEN
    const { write, sent } = await openShop(MENU)
    await write('menu')
    const decision = await write('3')
    expect(decision).toMatchObject({ route: 'human', reasons: ['handed_off_by_rule'], draft: null })
    expect(decision.handoff?.priority).toBe('high')
    expect((await sent()).map(({ kind }) => kind)).toEqual(['rule', 'acknowledgement'])
  })

  test('is answered while a person is awaited, who still owes what they owed', async () => {
    now = OPEN
    const { shop, write, sent } = await openShop(MENU)
    const { thread_id } = await write('meu pedido 4411 não chegou')
    expect(await write('rastreio')).toMatchObject({ route: 'human', reasons: ['awaiting_human'] })
    expect((await sent()).map(({ text }) => text)).toEqual([
      'Recebemos, uma pessoa já vem.',
      'Está no seu e-mail.',
    ])
    const thread = (await (await shop.request('GET', `/v1/threads/${thread_id}`)).json()) as {
      waiting_since: string | null
    }
    expect(thread.waiting_since).not.toBeNull()
  })

  test('waits for a person where everything is stopped, and is only recorded in a shadow', async () => {
    now = OPEN
    const stopped = await openShop(MENU)
    await stopped.shop.request('PATCH', `/v1/workspaces/${stopped.shop.id}`, {
      settings: { stop_everything: true },
    })
    expect(await stopped.write('rastreio')).toMatchObject({
      route: 'review',
      reasons: ['workspace_stopped'],
      draft: { state: 'pending_review', text: 'Está no seu e-mail.' },
    })
    const shadow = await openShop(MENU, 'shadow')
    expect(await shadow.write('rastreio')).toMatchObject({ route: 'auto_reply', draft: { state: 'expired' } })
    expect([...(await stopped.sent()), ...(await shadow.sent())]).toEqual([])
  })
})

describe('a customer who waits for a person', () => {
  test('hears so once, and again in their next wait', async () => {
    now = OPEN
    const { shop, write, texts } = await openShop(MENU)
    const { thread_id } = await write('meu pedido 4411 não chegou')
    await write('alguém aí? é o pedido 4411')
    expect(await texts()).toEqual(['Recebemos, uma pessoa já vem.'])
    await shop.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'Já vou ver.' })
    await shop.request('POST', `/v1/threads/${thread_id}/resolve`, {})
    await write('agora o pedido 5511 não chegou')
    expect(await texts()).toEqual([
      'Recebemos, uma pessoa já vem.',
      'Já vou ver.',
      'Recebemos, uma pessoa já vem.',
    ])
  })

  test('hears once an absence that nobody is there', async () => {
    now = CLOSED
    const { write, texts } = await openShop(MENU.filter(({ name }) => name === 'ausente'))
    await write('meu pedido 4411 não chegou')
    pass(HOUR)
    await write('é urgente, pedido 4411')
    pass(20 * HOUR)
    await write('pedido 4411 ainda nada')
    pass(4 * HOUR)
    await write('e o pedido 4411?')
    expect(await texts()).toEqual(['Voltamos às 9h.', 'Voltamos às 9h.'])
  })

  test('hears nothing from rules once a person spoke to them', async () => {
    now = OPEN
    const { shop, write, texts } = await openShop(MENU)
    const { thread_id } = await write('meu pedido 4411 não chegou')
    await shop.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'Já vou ver.' })
    await write('rastreio')
    await write('o pedido 4411 é azul')
    expect(await texts()).toEqual(['Recebemos, uma pessoa já vem.', 'Já vou ver.'])
  })
})

test('a greeting is for the first contact, and a comment is answered once a person', async () => {
  now = OPEN
  const { write, texts } = await openShop([
    {
      name: 'bem-vindo',
      when: { is_first_contact: true, is_reply_owed: false, surfaces: ['dm'] },
      say: { pt: 'Bem-vindo! Digite menu.' },
    },
    {
      name: 'comentário',
      when: { surfaces: ['comment'], is_reply_owed: true },
      say: { pt: 'Chame a gente no direct!' },
      once: 'contact',
    },
  ])
  await write('oi')
  await write('oi')
  const post = (who: string) => ({
    surface: 'comment',
    thread: { external_id: 'post' },
    contact: { external_id: who },
  })
  await write('quanto custa esse vestido?', post('bia'))
  await write('e esse outro, quanto custa?', post('bia'))
  await write('quanto custa o azul?', post('caio'))
  expect(await texts()).toEqual([
    'Bem-vindo! Digite menu.',
    'Chame a gente no direct!',
    'Chame a gente no direct!',
  ])
})

test('who wrote before under a post that somebody else began is no first contact', async () => {
  now = OPEN
  const { write, texts } = await openShop([
    { name: 'novo', when: { is_first_contact: true }, say: { pt: 'Bem-vindo!' } },
  ])
  for (const [who, text] of [
    ['ana', 'que lindo'],
    ['bia', 'adorei'],
    ['bia', 'que capricho'],
  ] as const) {
    await write(text, {
      surface: 'comment',
      thread: { external_id: 'post' },
      contact: { external_id: who },
    })
  }
  expect(await texts()).toEqual(['Bem-vindo!', 'Bem-vindo!'])
})

test('neither a word that a rule waits for nor a synced message is shown to the moderation endpoint, any other is', async () => {
  now = OPEN
  const shown: string[] = []
  const moderator = {
    id: 'counting',
    moderate: async (text: string) => {
      shown.push(text)
      return { ok: true, scores: {} } as const
    },
  }
  const { write } = await openShop(MENU)
  const models = app.ctx.models as { moderator: unknown }
  models.moderator = moderator
  await write('Rastreio!')
  await write('SAIR')
  await write('meu pedido não chegou')
  const synced = await write('meu outro pedido não chegou', { backfill: true })
  expect(synced.moderation.signals).toContainEqual({
    signal: 'provider',
    status: 'not_examined',
    reason: 'not_live',
  })
  models.moderator = null
  expect(shown).toEqual(['meu pedido não chegou'])
})

import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLE_SCOPES } from '../src/access/role-scopes.ts'
import { templateVersions } from '../src/db/schema.ts'
import { MEMBER_ROLES } from '../src/domain/member.ts'
import type { Template } from '../src/domain/template.ts'
import { drainTurns } from './support/drain-turns.ts'
import {
  accept,
  decideMessage,
  decisionOf,
  messageBody,
  openChannel,
  putEntries,
} from './support/send-message.ts'
import { startTestApp, type TestApp, type TestMember, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now = new Date('2026-03-02T15:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const SHIPPED = {
  name: 'order_shipped',
  language: 'pt',
  category: 'utility',
  body: 'Oi {first_name|tudo bem}, seu pedido {order_id} saiu hoje.',
  samples: { first_name: 'Ana', order_id: '204518' },
  fallback: 'O pedido {order_id} saiu.',
}
const { name: _name, language: _language, category: _category, ...DOCUMENT } = SHIPPED

interface Team {
  readonly shop: TestWorkspace
  readonly author: TestMember
  readonly other: TestMember
}

async function openShop(): Promise<Team> {
  const shop = await app.makeWorkspace()
  await openChannel(shop)
  await putEntries(shop)
  return { shop, author: await shop.makeMember('admin'), other: await shop.makeMember('manager') }
}

async function makeTemplate({ author }: Pick<Team, 'author'>, over: object = {}): Promise<string> {
  const response = await author.request('POST', '/v1/templates', { ...SHIPPED, ...over })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

async function approve({ author, other }: Team, id: string, version = 1): Promise<void> {
  const path = `/v1/templates/${id}/versions/${version}`
  expect((await author.request('POST', `${path}/submit`)).status).toBe(200)
  expect((await other.request('POST', `${path}/approve`)).status).toBe(200)
}

const read = async (shop: TestWorkspace, id: string) =>
  (await (await shop.request('GET', `/v1/templates/${id}`)).json()) as Template

async function sent(shop: TestWorkspace): Promise<{ text: string; reply_id: string }[]> {
  const { data } = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
    data: { type: string; data: { text: string; reply_id: string } }[]
  }
  return data.filter(({ type }) => type === 'reply.requested').map((event) => event.data)
}

async function write(shop: TestWorkspace, text: string) {
  pass(1000)
  const ana = { thread: { external_id: 'main' }, contact: { external_id: 'ana', name: 'Ana Souza' } }
  const accepted = await accept(shop, messageBody(text, ana))
  await drainTurns(app.ctx)
  return accepted
}

describe('a second person', () => {
  test('is needed whatever the role, the key or the way', async () => {
    const { shop, author, other } = await openShop()
    const id = await makeTemplate({ author })
    const path = `/v1/templates/${id}/versions/1`
    expect((await author.request('POST', `${path}/approve`)).status).toBe(409)
    expect((await author.request('POST', `${path}/submit`)).status).toBe(200)
    const body = { name: 'second', scopes: ['*'], member_id: author.id }
    const made = (await (await shop.request('POST', '/v1/api-keys', body)).json()) as { key: string }
    const secondKey = (method: string, to: string) =>
      shop.request(method, to, undefined, { authorization: `Bearer ${made.key}` })
    for (const refused of [author.request, secondKey, shop.request]) {
      expect((await refused('POST', `${path}/approve`)).status).toBe(403)
    }
    for (const role of MEMBER_ROLES) {
      const member = await shop.makeMember(role)
      const may = ROLE_SCOPES[role].some((scope) => scope === '*' || scope === 'templates:approve')
      if (!may) expect((await member.request('POST', `${path}/approve`)).status).toBe(403)
    }
    expect(await read(shop, id)).toMatchObject({ approved_version: null, latest: { state: 'submitted' } })
    expect((await other.request('POST', `${path}/approve`)).status).toBe(200)
    expect(await read(shop, id)).toMatchObject({ approved_version: 1 })
  })

  test('is needed again after an edit, and until then what they saw is said', async () => {
    const team = await openShop()
    const { shop, author, other } = team
    const id = await makeTemplate(team)
    await approve(team, id)
    await author.request('PUT', `/v1/templates/${id}`, {
      ...DOCUMENT,
      body: 'Compre {order_id}, {first_name|oi}!',
    })
    expect((await author.request('POST', `/v1/templates/${id}/versions/2/submit`)).status).toBe(200)
    expect((await author.request('POST', `/v1/templates/${id}/versions/2/approve`)).status).toBe(403)
    expect((await other.request('POST', `/v1/templates/${id}/versions/1/approve`)).status).toBe(409)
    expect(await read(shop, id)).toMatchObject({
      approved_version: 1,
      latest: { version: 2, state: 'submitted' },
    })
    const { thread_id } = await write(shop, 'cadê o pedido 204518?')
    const reply = { template_id: id, variables: { order_id: '204518' } }
    expect((await other.request('POST', `/v1/threads/${thread_id}/replies`, reply)).status).toBe(201)
    expect((await sent(shop)).map(({ text }) => text)).toEqual(['Oi Ana, seu pedido 204518 saiu hoje.'])
    // Whoever approved the first version edits the second: now the author may not be missing.
    await other.request('PUT', `/v1/templates/${id}`, DOCUMENT)
    expect((await other.request('POST', `/v1/templates/${id}/versions/3/submit`)).status).toBe(200)
    expect((await other.request('POST', `/v1/templates/${id}/versions/3/approve`)).status).toBe(403)
    expect((await author.request('POST', `/v1/templates/${id}/versions/3/approve`)).status).toBe(200)
  })

  test('is asked for by the database itself', async () => {
    const team = await openShop()
    const id = await makeTemplate(team)
    const { id: who } = team.author
    const own = and(eq(templateVersions.template_id, id), eq(templateVersions.version, 1))
    for (const decided_by of [null, who]) {
      const set = { state: 'approved' as const, submitted_by: who, decided_by }
      await expect(app.ctx.db.update(templateVersions).set(set).where(own)).rejects.toThrow()
    }
  })
})

describe('a template', () => {
  test('that a channel rejected is said by its fallback, which is recorded, and by nothing where it has none', async () => {
    const team = await openShop()
    const { shop, other } = team
    const id = await makeTemplate(team)
    await approve(team, id)
    const bare = await makeTemplate(team, { name: 'bare', fallback: null })
    await approve(team, bare)
    const { thread_id } = await write(shop, 'cadê o pedido 204518?')
    const answer = (template_id: string, variables: object = { order_id: '204518' }) =>
      other.request('POST', `/v1/threads/${thread_id}/replies`, { template_id, variables })
    expect((await answer(id, {})).status).toBe(422)
    expect((await answer(id)).status).toBe(201)
    for (const one of [id, bare]) {
      const said = { channel_id: 'shop', status: 'rejected' }
      await other.request('POST', `/v1/templates/${one}/versions/1/channel-status`, said)
    }
    expect((await answer(id)).status).toBe(201)
    expect((await answer(bare)).status).toBe(409)
    const replies = await sent(shop)
    expect(replies.map(({ text }) => text)).toEqual([
      'Oi Ana, seu pedido 204518 saiu hoje.',
      'O pedido 204518 saiu.',
    ])
    await shop.request('POST', `/v1/drafts/${replies[0]!.reply_id}/send-result`, { status: 'sent' })
    await shop.request('POST', `/v1/drafts/${replies[1]!.reply_id}/send-result`, {
      status: 'failed',
      code: '470',
    })
    await write(shop, 'chegou, valeu')
    const usage = (await (await shop.request('GET', `/v1/templates/${id}/usage`)).json()) as {
      data: unknown[]
    }
    expect(usage.data).toEqual([
      {
        version: 1,
        uses: 2,
        fallbacks: 1,
        sent: 1,
        failed: 1,
        answered: 2,
        opted_out: 0,
        last_used_at: expect.any(String),
      },
    ])
    await other.request('POST', `/v1/templates/${id}/retire`)
    expect((await answer(id)).status).toBe(409)
  })

  test('of marketing goes to nobody who has not agreed', async () => {
    const team = await openShop()
    const { shop, other } = team
    const offer = {
      name: 'offer',
      category: 'marketing',
      body: 'Ofertas!',
      footer: 'Responda SAIR para parar.',
      samples: {},
      fallback: null,
    }
    const id = await makeTemplate(team, offer)
    await approve(team, id)
    const { thread_id } = await write(shop, 'cadê o pedido 204518?')
    const answer = () => other.request('POST', `/v1/threads/${thread_id}/replies`, { template_id: id })
    expect((await answer()).status).toBe(409)
    await write(shop, 'quero receber ofertas')
    expect((await answer()).status).toBe(201)
  })

  test('speaks for a rule in the customer’s language, and the rule is silent once it is retired', async () => {
    const team = await openShop()
    const { shop, other } = team
    const ids = []
    for (const [language, body] of [
      ['pt', 'Recebemos, {first_name|oi}.'],
      ['es', 'Recibimos tu mensaje, {first_name|hola}.'],
    ]) {
      const id = await makeTemplate(team, {
        name: 'hand_off',
        category: 'service',
        language,
        body,
        samples: { first_name: 'Ana' },
        fallback: null,
      })
      await approve(team, id)
      ids.push(id)
    }
    const rules = { rules: [{ name: 'recebido', moment: 'hand_off', say: { template: 'hand_off' } }] }
    expect((await shop.request('PUT', '/v1/rules', rules)).status).toBe(200)
    expect(
      (await shop.request('PUT', '/v1/rules', { rules: [{ name: 'x', say: { template: 'none' } }] })).status,
    ).toBe(422)
    await write(shop, 'mi pedido 204518 no llegó, necesito ayuda')
    expect((await sent(shop)).map(({ text }) => text)).toEqual(['Recibimos tu mensaje, Ana.'])
    const usage = (await (await shop.request('GET', `/v1/templates/${ids[1]}/usage`)).json()) as {
      data: unknown[]
    }
    expect(usage.data).toMatchObject([{ version: 1, uses: 1 }])
    for (const id of ids) await other.request('POST', `/v1/templates/${id}/retire`)
    const { message_id } = await write(shop, 'mi pedido 204518 todavía no llegó')
    expect(await sent(shop)).toHaveLength(1)
    const trace = (await (await shop.request('GET', `/v1/messages/${message_id}/rules`)).json()) as {
      hand_off: unknown
    }
    expect(trace.hand_off).toMatchObject([{ rule: 'recebido', fired: false, failed: [{ condition: 'say' }] }])
  })

  test('called faq_answer frames the answers of the knowledge', async () => {
    const team = await openShop()
    const { shop } = team
    const body = 'Oi, {first_name|tudo bem}!\n\n{answer}\n\nAté logo.'
    const id = await makeTemplate(team, {
      name: 'faq_answer',
      category: 'service',
      body,
      samples: { first_name: 'Ana', answer: 'x' },
      fallback: null,
    })
    const ask = 'Qual o horário de funcionamento?'
    const before = await decideMessage(app, shop, ask, { contact: { external_id: 'bia', name: 'Bia' } })
    expect(before.draft!.text).not.toContain('Até logo')
    await approve(team, id)
    const { message_id } = await write(shop, ask)
    const { draft, route } = await decisionOf(shop, message_id)
    expect(route).toBe('auto_reply')
    expect(draft!.text).toBe('Oi, Ana!\n\nAbrimos de segunda a sábado, das 9h às 19h.\n\nAté logo.')
    const usage = (await (await shop.request('GET', `/v1/templates/${id}/usage`)).json()) as {
      data: unknown[]
    }
    expect(usage.data).toMatchObject([{ version: 1, uses: 1 }])
    const replay = await shop.request('GET', `/v1/decisions/${message_id}/replay`)
    expect(await replay.json()).toMatchObject({ state: 'equal', differences: [] })
  })
})

import { eq } from 'drizzle-orm'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consents, contactMerges, contacts, messages } from '../src/db/schema.ts'
import type { Contact } from '../src/inbox/change-contact.ts'
import { completeNextRequest } from '../src/privacy/complete-request.ts'
import { deleteRows } from '../src/privacy/delete-rows.ts'
import { drainTurns } from './support/drain-turns.ts'
import { accept, decideMessage, messageBody, OVERRIDE, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now = new Date('2026-03-02T15:00:00Z')
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

const ASK = 'Qual o horário de funcionamento?'

/** A shop on two channels, on each of which Ana writes under another id. */
async function openShop() {
  const shop = await app.makeWorkspace()
  for (const [id, kind] of [
    ['insta', 'instagram'],
    ['zap', 'whatsapp'],
  ]) {
    const channel = { kind, mode: 'auto', settle_ms: 0, ...OVERRIDE }
    expect((await shop.request('PUT', `/v1/channels/${id}`, channel)).ok).toBe(true)
  }
  await putEntries(shop)
  const write = async (where: 'insta' | 'zap', text: string) => {
    now = new Date(now.getTime() + 1000)
    const channel = { id: where, kind: where === 'insta' ? 'instagram' : 'whatsapp' }
    const over = {
      channel,
      thread: { external_id: where },
      contact: { external_id: `ana-${where}`, name: 'Ana' },
    }
    const accepted = await accept(shop, messageBody(text, over))
    await drainTurns(app.ctx)
    return accepted
  }
  await write('insta', 'oi')
  await write('zap', 'oi')
  return { shop, write, insta: await idOf(shop, 'ana-insta'), zap: await idOf(shop, 'ana-zap') }
}

async function idOf(shop: TestWorkspace, externalId: string): Promise<string> {
  const rows = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, shop.id))
  return rows.find((row) => row.external_id === externalId)!.id
}

const get = async (shop: TestWorkspace, id: string) =>
  (await (await shop.request('GET', `/v1/contacts/${id}`)).json()) as Contact

async function post(shop: TestWorkspace, path: string, body: object) {
  const response = await shop.request('POST', path, body)
  return { status: response.status, body: (await response.json()) as Contact }
}

async function threadsOf(shop: TestWorkspace, id: string): Promise<string[]> {
  const page = (await (await shop.request('GET', `/v1/threads?contact=${id}`)).json()) as {
    data: { external_id: string }[]
  }
  return page.data.map((thread) => thread.external_id).sort()
}

async function answers(shop: TestWorkspace): Promise<number> {
  const page = (await (await shop.request('GET', '/v1/events?limit=100')).json()) as {
    data: { type: string }[]
  }
  return page.data.filter(({ type }) => type === 'reply.requested').length
}

describe('a merge', () => {
  test('makes what is known, threads and blocks those of one person, and unmerging restores both', async () => {
    const { shop, insta, zap } = await openShop()
    await shop.request('PATCH', `/v1/contacts/${insta}`, { attributes: { vip: true, city: 'Recife' } })
    await shop.request('PATCH', `/v1/contacts/${zap}`, {
      attributes: { city: 'Olinda', size: 'M' },
      is_blocked: true,
    })
    const before = [await get(shop, insta), await get(shop, zap)]
    const merged = await post(shop, `/v1/contacts/${insta}/merge`, { contact_id: zap })
    expect(merged.body).toMatchObject({
      id: insta,
      attributes: { vip: true, city: 'Recife', size: 'M' },
      is_blocked: true,
      identities: [{ contact_id: insta }, { contact_id: zap, channel_id: 'zap', external_id: 'ana-zap' }],
    })
    expect(await get(shop, zap)).toEqual(merged.body)
    expect(await threadsOf(shop, zap)).toEqual(['insta', 'zap'])
    // Whoever reads the other contact's own row reads the same.
    const [row] = await app.ctx.db.select().from(contacts).where(eq(contacts.id, zap))
    expect(row!.attributes).toEqual(merged.body.attributes)

    const apart = await post(shop, `/v1/contacts/${insta}/unmerge`, { contact_id: zap })
    // All but the revision, by which they were changed.
    expect(apart.body).toEqual({ ...before[1], revision: 4 })
    expect(await get(shop, insta)).toMatchObject({ ...before[0], revision: expect.any(Number) })
    expect(await threadsOf(shop, insta)).toEqual(['insta'])
    const [merge] = await app.ctx.db.select().from(contactMerges).where(eq(contactMerges.contact_id, zap))
    expect(JSON.stringify(merge!.before)).not.toContain('Olinda')
  })

  test('keeps what was written into the profile since, with the main contact', async () => {
    const { shop, insta, zap } = await openShop()
    await shop.request('PATCH', `/v1/contacts/${zap}`, { attributes: { size: 'M' } })
    await post(shop, `/v1/contacts/${insta}/merge`, { contact_id: zap })
    await shop.request('PATCH', `/v1/contacts/${zap}`, { attributes: { size: 'G', vip: true } })
    await post(shop, `/v1/contacts/${insta}/unmerge`, { contact_id: zap })
    expect((await get(shop, insta)).attributes).toEqual({ size: 'G', vip: true })
    expect((await get(shop, zap)).attributes).toEqual({ size: 'M' })
  })

  test('makes an opt-out on one channel hold on the other, and taking it back frees the other again', async () => {
    const { shop, write, insta, zap } = await openShop()
    await write('zap', 'SAIR')
    const told = await answers(shop)
    await write('insta', ASK)
    expect(await answers(shop)).toBe(told + 1)
    await post(shop, `/v1/contacts/${insta}/merge`, { contact_id: zap })
    expect((await get(shop, insta)).opted_out_at).not.toBeNull()
    await write('insta', ASK)
    expect(await answers(shop)).toBe(told + 1)
    const ledger = (await (await shop.request('GET', `/v1/contacts/${insta}/consents`)).json()) as {
      data: object[]
    }
    expect(ledger.data).toMatchObject([{ contact_id: zap, status: 'revoked' }])
    await post(shop, `/v1/contacts/${insta}/unmerge`, { contact_id: zap })
    expect((await get(shop, insta)).opted_out_at).toBeNull()
    expect((await get(shop, zap)).opted_out_at).not.toBeNull()
  })

  test('of somebody who was merged with others brings those along, and takes them back with them', async () => {
    const { shop, insta, zap } = await openShop()
    const web = await post(shop, '/v1/contacts/resolve', {
      identities: [
        { channel_id: 'zap', external_id: 'ana-zap' },
        { channel_id: 'insta', external_id: 'ana-second' },
      ],
    })
    expect(web).toMatchObject({ status: 200, body: { id: zap } })
    const second = web.body.identities[1]!.contact_id
    await post(shop, `/v1/contacts/${insta}/merge`, { contact_id: zap })
    expect((await get(shop, second)).id).toBe(insta)
    await post(shop, `/v1/contacts/${insta}/unmerge`, { contact_id: zap })
    expect((await get(shop, second)).id).toBe(zap)
  })
})

describe('a request about a person', () => {
  async function ask(shop: TestWorkspace, contactId: string, kind: 'access' | 'delete') {
    const made = await shop.request('POST', '/v1/privacy/requests', { contact_id: contactId, kind })
    const { id } = (await made.json()) as { id: string }
    await shop.request('POST', `/v1/privacy/requests/${id}/verify`, { method: 'document' })
    while (await completeNextRequest(app.ctx));
    return id
  }

  test('under a post gets their own words alone: no summary quotes what others wrote there', async () => {
    const { shop } = await openShop()
    const comment = async (by: string, text: string) => {
      now = new Date(now.getTime() + 1000)
      const over = {
        ...{ channel: { id: 'insta', kind: 'instagram' }, surface: 'comment' },
        ...{ thread: { external_id: 'post' }, contact: { external_id: by } },
      }
      return decideMessage(app, shop, text, over)
    }
    await comment('rui', 'Preciso de um atendente, a minha vizinha Zulmira quebrou a bacia')
    const decision = await comment('bia', 'Quero falar com um atendente')
    expect(decision.handoff!.summary).toBe('“Quero falar com um atendente”')
    const request = await ask(shop, await idOf(shop, 'bia'), 'access')
    const zip = await shop.request('GET', `/v1/privacy/requests/${request}/bundle`)
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    for (const file of Object.values(files)) expect(strFromU8(file)).not.toContain('bacia')
    const bundle = JSON.parse(strFromU8(files['bundle.json']!)) as Record<string, unknown[]>
    expect(bundle.messages).toMatchObject([{ text: 'Quero falar com um atendente' }])
    const { summary: _quotes, ...handoff } = decision.handoff!
    expect(bundle.decisions).toMatchObject([{ id: decision.id, handoff }])
  })

  test('bundles and erases every contact that they are, with consents and merges', async () => {
    const { shop, write, insta, zap } = await openShop()
    await write('zap', 'SAIR')
    await shop.request('PATCH', `/v1/contacts/${insta}`, { attributes: { city: 'Recife' } })
    await post(shop, `/v1/contacts/${insta}/merge`, { contact_id: zap })
    const request = await ask(shop, zap, 'access')
    const zip = await shop.request('GET', `/v1/privacy/requests/${request}/bundle`)
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    const bundle = JSON.parse(strFromU8(files['bundle.json']!)) as Record<string, { id: string }[]>
    expect(bundle.contacts!.map(({ id }) => id)).toEqual([insta, zap])
    expect(bundle.consents).toMatchObject([{ text: 'SAIR', contact_id: zap }])
    await ask(shop, insta, 'delete')
    const rows = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, shop.id))
    expect(rows.map((row) => [row.name, row.attributes])).toEqual([
      ['erased', {}],
      ['erased', {}],
    ])
    const [entry] = await app.ctx.db.select().from(consents).where(eq(consents.contact_id, zap))
    // That they opted out stays, their words do not.
    expect(entry).toMatchObject({ text: 'erased', status: 'revoked' })
    const [merge] = await app.ctx.db.select().from(contactMerges).where(eq(contactMerges.contact_id, zap))
    expect(merge!.before).toEqual({})
  })
})

test('an opt-out outlives the message that it was said in', async () => {
  const { shop, write, zap } = await openShop()
  const { message_id } = await write('zap', 'SAIR')
  await app.ctx.db.transaction((tx) => deleteRows(tx, messages, [message_id]))
  await shop.request('POST', `/v1/contacts/${zap}/consents`, {
    purpose: 'marketing',
    status: 'granted',
    source: 'web_form',
    text: 'sim',
  })
  expect((await get(shop, zap)).opted_out_at).not.toBeNull()
})

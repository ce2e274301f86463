import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfidence, readRisk } from '../../src/confidence/read-confidence.ts'
import { forWorkspace } from '../../src/inference/for-workspace.ts'
import { getPolicy } from '../../src/moderation/read-policies.ts'
import { openConsole } from '../support/open-console.ts'
import { accept, messageBody, putEntries } from '../support/send-message.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

const PATH = '/console/settings'
let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

test('a role sees its parts of the settings and no others', async () => {
  const own = await app.makeWorkspace()
  const manager = await pages.signIn(own, 'manager')
  for (const part of ['answers', 'channels', 'provider', 'members', 'rules', 'privacy', 'audit']) {
    expect((await manager.browser.get(`${PATH}/${part}`)).status, part).toBe(200)
  }
  const page = await (await manager.browser.get(`${PATH}/members`)).text()
  expect(page).not.toContain(`href="${PATH}/keys"`)
  expect((await manager.browser.get(`${PATH}/keys`)).status).toBe(403)
  expect((await manager.browser.post(`${PATH}/keys`, { name: 'x', scopes: '*' })).status).toBe(403)
  // Each page of the navigation has a key that exists, the tenth too.
  const admin = await (await (await pages.signIn(own)).browser.get(`${PATH}/members`)).text()
  expect(admin).toContain('aria-keyshortcuts="Alt+0"')
  expect(admin).not.toMatch(/Alt\+\d\d/)
  const member = await pages.signIn(own, 'level_1')
  expect((await member.browser.get(`${PATH}/audit`)).status).toBe(403)
  expect((await member.browser.post(`${PATH}/members`, { name: 'x', role: 'admin' })).status).toBe(403)
})

test('the secret of a new key is shown once, and opens what was ticked', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own)
  const made = await browser.post(`${PATH}/keys`, { name: 'loja', scopes: 'kb:read' })
  expect(made.headers.get('cache-control')).toBe('no-store')
  const secret = /value="(rk_[^"]+)"/.exec(await made.text())![1]!
  const keys = await (await browser.get(`${PATH}/keys`)).text()
  expect(keys).not.toContain(secret)
  expect(keys).toMatch(/<dialog id="sure-console-settings-keys-[^"]+-revoke"[\s\S]*cannot be undone/)
  const headers = { authorization: `Bearer ${secret}` }
  expect((await own.request('GET', '/v1/kb/entries', undefined, headers)).status).toBe(200)
  expect((await own.request('GET', '/v1/threads', undefined, headers)).status).toBe(403)
  const refused = await browser.post(`${PATH}/keys`, { name: 'loja' })
  expect(refused.headers.get('location')).toBe(`${PATH}/keys?said=invalid`)
})

test('a channel answers by itself once its gate is met, or when an admin says why not to wait', async () => {
  const own = await app.makeWorkspace()
  const manager = await pages.signIn(own, 'manager')
  const form = { id: 'insta', kind: 'instagram', mode: 'draft', settle: '2' }
  await manager.browser.post(`${PATH}/channels`, form)
  const refused = await manager.browser.post(`${PATH}/channels/mode`, { id: 'insta', mode: 'auto' })
  expect(refused.headers.get('location')).toBe(`${PATH}/channels?said=gate`)
  const early = { id: 'insta', mode: 'auto', reason: 'Natal' }
  const forbidden = await manager.browser.post(`${PATH}/channels/mode`, early)
  expect(forbidden.headers.get('location')).toBe(`${PATH}/channels?said=forbidden`)
  const admin = await pages.signIn(own)
  await admin.browser.post(`${PATH}/channels/mode`, early)
  expect(await (await own.request('GET', '/v1/channels/insta')).json()).toMatchObject({ mode: 'auto' })
})

test('the threshold follows the error that is allowed, and the page says what that means before it holds', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own)
  const preview = await (await browser.get(`${PATH}/answers?risk=15`)).text()
  const { threshold } = await readConfidence(await forWorkspace(app.ctx, own.id), own.id, 0.15)
  expect(preview).toContain(`confidence of ${Math.round(threshold! * 1000) / 10}%`)
  expect(await readRisk(app.ctx.db, own.id)).toBeNull()
  await browser.post(`${PATH}/answers/risk`, { risk: '15' })
  expect(await readRisk(app.ctx.db, own.id)).toBe(0.15)
  const refused = await browser.post(`${PATH}/answers/risk`, { risk: '90' })
  expect(refused.headers.get('location')).toContain('said=invalid')
  await browser.post(`${PATH}/answers/stop`, { stop: 'true' })
  expect(await (await browser.get(`${PATH}/answers`)).text()).toContain('Automatic answers are stopped.')
})

test('a person is made and invited; nobody lets in somebody who may do more', async () => {
  const own = await app.makeWorkspace()
  const manager = await pages.signIn(own, 'manager')
  const email = `rita-${own.id}@example.com`
  await manager.browser.post(`${PATH}/members`, { name: 'Rita', email, role: 'level_1', capacity: '5' })
  const { data } = (await (await own.request('GET', '/v1/members')).json()) as {
    data: { id: string; name: string; role: string; revision: number }[]
  }
  const rita = data.find(({ name }) => name === 'Rita')!
  const invited = await manager.browser.post(`${PATH}/members/${rita.id}/invite`)
  expect(await invited.text()).toMatch(/value="http[^"]+\/console\/welcome\?token=/)
  const raised = await manager.browser.post(`${PATH}/members/${rita.id}/role`, {
    role: 'admin',
    revision: String(rita.revision),
  })
  expect(raised.headers.get('location')).toContain('said=forbidden')
  const admin = await pages.signIn(own)
  const refused = await manager.browser.post(`${PATH}/members/${admin.memberId}/invite`)
  expect(refused.headers.get('location')).toContain('said=forbidden')
})

test('a policy that wants a second person holds once somebody else approves', async () => {
  const own = await app.makeWorkspace()
  const first = await pages.signIn(own)
  const second = await pages.signIn(own)
  const path = `${PATH}/rules/moderation/current`
  const { document } = await getPolicy(app.ctx, own.id, 'active')
  const text = (guidance: string) => JSON.stringify({ ...document, needs_second_person: true, guidance })
  await first.browser.post(path, { version: '', text: text('um') })
  const proposed = await first.browser.post(path, { version: '', text: text('dois') })
  expect(proposed.headers.get('location')).toBe(`${path}?note=proposed`)
  const [, id] = /moderation\/(pol_[^/]+)\/approve/.exec(await (await first.browser.get(path)).text())!
  const approve = `${PATH}/rules/moderation/${id}/approve`
  expect((await first.browser.post(approve)).headers.get('location')).toContain('note=notOwn')
  expect((await second.browser.post(approve)).headers.get('location')).toContain('note=saved')
  expect((await second.browser.post(approve)).headers.get('location')).toContain('note=overtaken')
  await first.browser.post(path, { version: '', text: text('três') })
  const [, next] = /moderation\/(pol_[^/]+)\/reject/.exec(await (await first.browser.get(path)).text())!
  const turnDown = `${PATH}/rules/moderation/${next}/reject`
  const rejected = await second.browser.post(turnDown, { reason: 'não' })
  expect(rejected.headers.get('location')).toContain('note=turnedDown')
  expect((await getPolicy(app.ctx, own.id, 'active')).document.guidance).toBe('dois')
})

test('a rule that does not fit is refused where it stands, and a version of somebody else is not overwritten', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const calendar =
    'name: Loja nova\ntime_zone: America/Sao_Paulo\nweek: {mon: [{from: "09:00", to: "18:00"}]}\n'
  const example = await (await browser.get(`${PATH}/rules/calendar/new`)).text()
  expect(example).toMatch(/fri:\s+- from: /)
  const faulty = await browser.post(`${PATH}/rules/calendar/new`, {
    version: '0',
    text: calendar.replace('Sao_Paulo', 'Nowhere'),
  })
  expect(faulty.status).toBe(422)
  expect(await faulty.text()).toContain('<code>/time_zone</code>')
  const inPortuguese = await browser.post(
    `${PATH}/rules/escalation_policy/new`,
    { version: '0', text: 'name: x\nsteps: [{after_s: 9, target: {kind: queue, queue_id: que_none}}]' },
    { 'accept-language': 'pt' },
  )
  expect(await inPortuguese.text()).toContain('não existe esta fila neste espaço')
  const made = await browser.post(`${PATH}/rules/calendar/new`, { version: '0', text: calendar })
  const path = made.headers.get('location')!.replace(/\?.*/, '')
  expect(await (await browser.get(path)).text()).toContain('Next openings')
  expect((await browser.post(path, { version: '1', text: calendar })).status).toBe(303)
  expect((await browser.post(path, { version: '1', text: calendar })).status).toBe(409)
  const stale = await browser.post(`${path}/delete`, { version: '1', text: calendar })
  expect([stale.status, await stale.text()]).toEqual([409, expect.stringContaining('Copy your text')])
  const counting = `name: Urgente\nposition: 1\nconditions: {}\ncalendar_id: ${path.split('/').at(-1)}\ntargets: {first_response: {urgent: 900}}\n`
  await browser.post(`${PATH}/rules/sla_policy/new`, { version: '0', text: counting })
  const used = await browser.post(`${path}/delete`, { version: '2', text: calendar })
  expect([used.status, await used.text()]).toEqual([
    422,
    expect.stringContaining('a policy counts in this calendar'),
  ])
  const routed = await browser.get(`${PATH}/rules/routing/current?try=quero+falar+com+uma+pessoa`)
  expect(await routed.text()).toContain('Would go to the queue')
  const rules = `${PATH}/rules/replies/current`
  const greeting = 'rules: [{name: oi, when: {words: [oi]}, say: {pt: "Oi! Como posso ajudar?"}}]'
  expect((await browser.post(rules, { version: '0', text: greeting })).status).toBe(303)
  expect(await (await browser.get(`${rules}?try=Oi`)).text()).toContain('Would say: Oi! Como posso ajudar?')
})

test('the audit log is filtered, and names people', async () => {
  const own = await app.makeWorkspace()
  const { browser, memberId } = await pages.signIn(own)
  await browser.post(`${PATH}/channels`, { id: 'loja', kind: 'web', mode: 'draft', settle: '2' })
  const page = await (await browser.get(`${PATH}/audit?action=channel.created&actor=${memberId}`)).text()
  expect(page).toContain('<code>channel.created</code>')
  expect(page).toContain('<td>Test admin</td>')
  await own.request('PUT', '/v1/channels/outra', { kind: 'web', mode: 'draft' })
  const byKey = await (await browser.get(`${PATH}/audit?action=channel.created`)).text()
  expect(byKey).toMatch(/<td>connected system · primeira chave<\/td>/)
  expect(byKey).toMatch(/<option value="key_[^"]+" >connected system · primeira chave<\/option>/)
  const none = await (await browser.get(`${PATH}/audit?action=channel.deleted`)).text()
  expect(none).toContain('No change fits the filter')
})

test('a request about personal data is opened, confirmed and answered; a hold stands until it is released', async () => {
  const own = await app.makeWorkspace()
  await accept(own, messageBody('Bom dia'))
  const { data } = (await (await own.request('GET', '/v1/threads')).json()) as {
    data: { contact_id: string }[]
  }
  const { browser } = await pages.signIn(own, 'manager')
  const contact_id = data[0]!.contact_id
  const lost = await browser.post(`${PATH}/privacy/requests`, { contact_id: 'con_nobody', kind: 'access' })
  expect(lost.headers.get('location')).toContain('said=invalid')
  await browser.post(`${PATH}/privacy/requests`, { contact_id, kind: 'access' })
  const page = await (await browser.get(`${PATH}/privacy`)).text()
  const [, id] = /requests\/([^/]+)\/verify/.exec(page)!
  await browser.post(`${PATH}/privacy/requests/${id}/verify`, { method: 'document', revision: '1' })
  expect(await (await own.request('GET', `/v1/privacy/requests/${id}`)).json()).toMatchObject({
    verified_method: 'document',
  })
  await browser.post(`${PATH}/privacy/holds`, {
    subject: 'contact',
    subject_id: contact_id,
    reference: '12/2026',
  })
  const held = await (await browser.get(`${PATH}/privacy`)).text()
  const [, hold] = /holds\/([^/]+)\/release/.exec(held)!
  await browser.post(`${PATH}/privacy/holds/${hold}/release`)
  expect(await (await browser.get(`${PATH}/privacy`)).text()).not.toContain('/release"')
})

test('retention says what would go before it holds, refuses what cannot be, and is run by a button', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const page = await (await browser.get(`${PATH}/retention`)).text()
  expect(page).toContain('The built-in periods hold')
  const periods = {
    ...{
      version: '0',
      conversations_active: '30',
      conversations_archive: '60',
      events_active: '30',
      events_archive: '60',
    },
    ...{ contacts_active: '90', contacts_archive: '', audit_active: '400', audit_archive: '' },
  }
  const looked = await (await browser.post(`${PATH}/retention/preview`, periods)).text()
  expect(looked).toContain('Nothing went, and nothing was saved')
  expect(looked).toMatch(/Whole threads[\s\S]*never goes/)
  const long = await browser.post(`${PATH}/retention`, { ...periods, events_archive: '' })
  expect(long.status).toBe(422)
  expect(await long.text()).toContain('they may not outlast them')
  const saved = await browser.post(`${PATH}/retention`, periods)
  expect(saved.headers.get('location')).toContain('said=done')
  expect(await (await own.request('GET', '/v1/retention-policy')).json()).toMatchObject({
    version: 1,
    contacts: { active_days: 90, archive_days: null },
  })
  expect((await browser.post(`${PATH}/retention`, periods)).headers.get('location')).toContain('said=stale')
  await browser.post(`${PATH}/retention/run`)
  expect(await (await browser.get(`${PATH}/retention`)).text()).toContain('planned')
  const reader = await pages.signIn(own, 'level_1')
  expect((await reader.browser.get(`${PATH}/retention`)).status).toBe(403)
})

test('an export leaves only once a second person let it go, and only for whoever asked', async () => {
  const own = await app.makeWorkspace()
  await accept(own, messageBody('Bom dia'))
  const asks = await pages.signIn(own, 'manager')
  const other = await pages.signIn(own, 'manager')
  const request = {
    ...{ kind: 'messages', format: 'csv', personal_data: 'masked', channel: '', purpose: 'Auditoria anual' },
    ...{ from: '2020-01-01', until: '' },
  }
  expect((await asks.browser.post(`${PATH}/exports`, request)).headers.get('location')).toContain('said=done')
  const page = await (await asks.browser.get(`${PATH}/exports`)).text()
  expect(page).toContain('You asked: somebody else has to approve it')
  const asked = await (await other.browser.get(`${PATH}/exports`)).text()
  expect(asked).toMatch(/<article[^>]* data-item [\s\S]*aria-keyshortcuts="a"[\s\S]*aria-keyshortcuts="r"/)
  const [, id] = /exports\/([^/]+)\/approve/.exec(asked)!
  const approve = `${PATH}/exports/${id}/approve`
  expect((await asks.browser.post(approve, { revision: '1' })).headers.get('location')).toContain(
    'said=forbidden',
  )
  expect((await asks.browser.get(`${PATH}/exports/${id}/download`)).status).toBe(409)
  await other.browser.post(approve, { revision: '1' })
  const file = await asks.browser.get(`${PATH}/exports/${id}/download`)
  expect(file.headers.get('content-disposition')).toContain(`messages-${id}.csv`)
  expect(await file.text()).toContain('Bom dia')
  expect((await other.browser.get(`${PATH}/exports/${id}/download`)).status).toBe(403)
})

test('a moderation policy is tried on the past before it is saved', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  const path = `${PATH}/rules/moderation/current`
  const shown = await (await browser.get(path)).text()
  const [, document] = /<textarea class="code"[^>]*>([\s\S]*?)<\/textarea>/.exec(shown)!
  const text = document!
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
  const tested = await browser.post(`${path}/backtest`, { version: '1', text })
  const page = await tested.text()
  expect(page).toContain('0 of 0 decisions')
  const [, poll] = /hx-get="([^"]+backtests[^"]+)"/.exec(page)!
  expect((await browser.get(poll!)).status).toBe(200)
  const faulty = await browser.post(`${path}/backtest`, { version: '1', text: 'spam: none' })
  expect(faulty.status).toBe(422)
  expect(await (await own.request('GET', '/v1/policies')).json()).toMatchObject({ data: [] })
  const foreign = await pages.signIn(await app.makeWorkspace())
  expect((await foreign.browser.get(poll!)).status).toBe(404)
})

test('a webhook shows its secret once, is tested, switched off and deleted', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own)
  const made = await browser.post(`${PATH}/webhooks`, {
    url: 'https://8.8.8.8/hook',
    events: 'draft.created',
  })
  const page = await made.text()
  expect(page).toMatch(/value="whsec_/)
  const [, path] = /action="(\/console\/settings\/webhooks\/[^/"]+)\/test"/.exec(page)!
  expect(await (await browser.get(path!)).text()).not.toContain('whsec_')
  expect((await browser.post(`${path}/test`)).headers.get('location')).toContain('said=done')
  await browser.post(`${path}/enabled`, { is_enabled: 'false' })
  expect((await browser.post(`${path}/test`)).headers.get('location')).toContain('said=conflict')
  await browser.post(`${path}/delete`)
  expect((await browser.get(path!)).status).toBe(404)
  const inside = await browser.post(`${PATH}/webhooks`, { url: 'http://127.0.0.1/hook' })
  expect(inside.headers.get('location')).toContain('said=invalid')
})

test('the playground shows every stage with its time and keeps nothing', async () => {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const { browser } = await pages.signIn(own)
  expect((await browser.get('/console')).headers.get('location')).toBe('/console/start')
  const page = await (
    await browser.get('/console/playground?text=Qual+o+hor%C3%A1rio+de+funcionamento%3F')
  ).text()
  for (const stage of [
    'What it is',
    'What is known',
    'What may be shown',
    'What could be answered',
    'What would happen',
  ])
    expect(page).toContain(stage)
  expect(page).toContain('das 9h às 19h')
  expect(page).toMatch(/[\d.]+ ms/)
  expect((await (await own.request('GET', '/v1/threads')).json()) as object).toMatchObject({ data: [] })
  // Examples go where the example shop is, and nowhere else.
  await browser.post('/console/start/examples')
  expect((await (await own.request('GET', '/v1/threads')).json()) as object).toMatchObject({ data: [] })
})

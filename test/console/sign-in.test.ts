import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeMember, deactivateMember } from '../../src/access/change-member.ts'
import { createMember } from '../../src/access/create-member.ts'
import { buildSite } from '../../src/api/build-site.ts'
import { ensureFirstLink } from '../../src/console/ensure-first-link.ts'
import { makeLink } from '../../src/console/use-link.ts'
import { systemActor } from '../../src/domain/actor.ts'
import type { MemberRole } from '../../src/domain/member.ts'
import { newReadiness } from '../../src/readiness.ts'
import { openOidcProvider } from '../support/oidc-provider.ts'
import { type Browser, openConsole, PASSWORD } from '../support/open-console.ts'
import { startTestApp, type TestApp, type TestWorkspace } from '../support/start-test-app.ts'

let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

const tokenOf = (link: string) => new URL(link, 'http://localhost').searchParams.get('token')!
const callerOf = (own: TestWorkspace) => ({ workspaceId: own.id, actor: systemActor('test') })
const addMember = (own: TestWorkspace, email: string, role: MemberRole = 'level_1') =>
  createMember(app.ctx, callerOf(own), { name: 'Alice', email, role }, () => {})
const tokenFor = async (own: TestWorkspace, memberId: string | null) =>
  tokenOf(await makeLink(app.ctx, callerOf(own), memberId))
const OTHER = 'outra frase bem comprida'
const enter = (email: string, password: string) =>
  pages.openBrowser().post('/console/sign-in', { email, password })

test('whoever is not signed in is sent to sign in and comes back to where they wanted to go', async () => {
  const own = await app.makeWorkspace()
  const { email } = await pages.signIn(own)
  const browser = pages.openBrowser()
  const sent = await browser.get('/console/account')
  expect(sent.status).toBe(303)
  expect(sent.headers.get('location')).toBe('/console/sign-in?to=%2Fconsole%2Faccount')
  const entered = await browser.post('/console/sign-in', {
    email,
    password: PASSWORD,
    to: '/console/account',
  })
  expect(entered.headers.get('location')).toBe('/console/account')
  expect((await browser.get('/console/account')).status).toBe(200)
})

test('the bare address leads to the pages', async () => {
  const sent = await buildSite(app.ctx, newReadiness()).request('/')
  expect(sent.status).toBe(302)
  expect(sent.headers.get('location')).toBe('/console')
})

test('until the first link is used the sign-in page says where it is, and then its file is gone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-first-link-'))
  const ctx = { ...app.ctx, config: { ...app.ctx.config, dataDir } }
  const first = openConsole({ ...app, ctx }).openBrowser()
  const said = async () => (await (await first.get('/console/sign-in')).text()).includes('first-sign-in-link')
  expect(await said()).toBe(false)
  const own = await app.makeWorkspace()
  const { path, url } = (await ensureFirstLink(ctx, own.id, 'http://localhost'))!
  expect(await said()).toBe(true)
  const form = { token: tokenOf(url), name: 'Helena', email: 'helena@first.example', password: PASSWORD }
  expect((await first.post('/console/welcome', form)).status).toBe(303)
  expect(existsSync(path)).toBe(false)
  expect(await said()).toBe(false)
  rmSync(dataDir, { recursive: true })
})

test('the sign-in page leads nowhere else', async () => {
  const own = await app.makeWorkspace()
  const { email } = await pages.signIn(own)
  for (const to of ['https://elsewhere.example/', '//elsewhere.example', '/console\\@elsewhere.example']) {
    const entered = await pages.openBrowser().post('/console/sign-in', { email, password: PASSWORD, to })
    expect(entered.headers.get('location')).toBe('/console')
  }
})

test('the first link makes the first admin, once', async () => {
  const own = await app.makeWorkspace()
  const link = await makeLink(app.ctx, { workspaceId: own.id, actor: systemActor('test') }, null)
  const token = tokenOf(link)
  const browser = pages.openBrowser()
  const short = await browser.post('/console/welcome', {
    token,
    name: 'Ana',
    email: 'ana',
    password: 'short',
  })
  expect(short.status).toBe(422)
  expect(await short.text()).toContain('does not look like an e-mail')
  const given = { token, name: 'Ana', email: `ana-${own.id}@example.com`, password: PASSWORD }
  expect((await browser.post('/console/welcome', given)).headers.get('location')).toBe('/console')
  expect(await (await browser.get('/console/account')).text()).toContain('Ana')
  expect((await pages.openBrowser().post('/console/welcome', given)).status).toBe(410)
})

test('what is wrong with a first account is said at its field, and not as something else', async () => {
  const own = await app.makeWorkspace()
  const token = await tokenFor(own, null)
  const given = { token, name: 'Ana', email: `ana-${own.id}@example.com`, password: PASSWORD }
  const refusals = [
    [{ name: ' ' }, 'name', 'Tell us what to call you'],
    [{ name: 'a'.repeat(201) }, 'name', 'At most 200 characters'],
    [
      { email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c.'.repeat(80)}example.com` },
      'email',
      'At most 254 characters',
    ],
    [{ password: 'short' }, 'password', 'at least 12 characters'],
    [{ password: 'long '.repeat(26) }, 'password', 'At most 128 characters'],
  ] as const
  for (const [over, field, said] of refusals) {
    const refused = await pages.openBrowser().post('/console/welcome', { ...given, ...over })
    expect(refused.status).toBe(422)
    const faults = [...(await refused.text()).matchAll(/id="(\w+)-fault">([^<]*)</g)]
    expect(faults.map(([, at]) => at)).toEqual([field])
    expect(faults[0]![2]).toContain(said)
  }
})

test('a password that is too long is told so, where it is renewed and where it is changed', async () => {
  const [own, other] = [await app.makeWorkspace(), await app.makeWorkspace()]
  const { browser, email, memberId } = await pages.signIn(own)
  await pages.openBrowser().post('/console/welcome', {
    token: await tokenFor(other, (await addMember(other, email)).id),
    password: PASSWORD,
  })
  const long = 'long '.repeat(26)
  const renewed = await pages
    .openBrowser()
    .post('/console/welcome/renew', { token: await tokenFor(own, memberId), links: '', renewed: long })
  expect(await renewed.text()).toContain('At most 128 characters')
  const changed = await browser.post('/console/account/password', { current: PASSWORD, next: long })
  expect(await changed.text()).toContain('may have at most 128 characters')
})

test('a first link takes over the active admin with its e-mail, and stays open where the e-mail is of another member', async () => {
  const own = await app.makeWorkspace()
  const token = await tokenFor(own, null)
  await addMember(own, `agent-${own.id}@example.com`)
  const admin = await addMember(own, `admin-${own.id}@example.com`, 'admin')
  const given = { token, name: 'Ana', email: `agent-${own.id}@example.com`, password: PASSWORD }
  const refused = await pages.openBrowser().post('/console/welcome', given)
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('belongs to a member who is no active administrator')
  const browser = pages.openBrowser()
  const entered = await browser.post('/console/welcome', { ...given, email: admin.email! })
  expect(entered.headers.get('location')).toBe('/console')
  expect(await (await browser.get('/console/account')).text()).toContain('Alice')
})

test('a link of one workspace neither changes nor learns the password of an account that another lets in', async () => {
  const [theirs, other] = [await app.makeWorkspace(), await app.makeWorkspace()]
  const { email } = await pages.signIn(theirs)
  const token = await tokenFor(other, (await addMember(other, email)).id)
  const browser = pages.openBrowser()
  expect(await (await browser.get(`/console/welcome?token=${token}`)).text()).toContain('Enter its password')
  const refused = await browser.post('/console/welcome', { token, password: OTHER })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('E-mail or password is wrong')
  expect((await browser.get('/console/account')).status).toBe(303)
  expect((await enter(email, PASSWORD)).status).toBe(303)
  expect((await enter(email, OTHER)).status).toBe(401)
  const joined = await browser.post('/console/welcome', { token, password: PASSWORD })
  expect(joined.headers.get('location')).toBe('/console')
  const account = await (await browser.get('/console/account')).text()
  expect([account.includes(theirs.id), account.includes(other.id)]).toEqual([true, true])
  // What is open in one is not there in the other.
  const referer = 'http://localhost/console/threads/thr_of_theirs'
  const changed = await browser.post('/console/preferences', { workspace: other.id }, { referer })
  expect(changed.headers.get('location')).toBe('/console')
})

test('an account opens only the workspaces that it joined by a link of theirs', async () => {
  const [theirs, other] = [await app.makeWorkspace(), await app.makeWorkspace()]
  const email = `${app.ctx.newId('person')}@example.com`
  const member = await addMember(theirs, email, 'admin')
  const browser = pages.openBrowser()
  const token = await tokenFor(other, (await addMember(other, email)).id)
  await browser.post('/console/welcome', { token, password: OTHER })
  const reach = async () => (await (await browser.get('/console/account')).text()).includes(theirs.id)
  expect(await reach()).toBe(false)
  const own = await tokenFor(theirs, member.id)
  await pages.openBrowser().post('/console/welcome', { token: own, password: PASSWORD })
  expect(await reach()).toBe(false)
})

test('a link renews the password of whoever is in no other workspace, and ends their sessions', async () => {
  const own = await app.makeWorkspace()
  const { browser, email, memberId } = await pages.signIn(own)
  const token = await tokenFor(own, memberId)
  const renewed = await pages.openBrowser().post('/console/welcome', { token, password: OTHER })
  expect(renewed.headers.get('location')).toBe('/console')
  expect((await browser.get('/console/account')).status).toBe(303)
  expect([(await enter(email, PASSWORD)).status, (await enter(email, OTHER)).status]).toEqual([401, 303])
})

test('whoever forgot the password of several workspaces chooses another with an open link of each, and not with fewer', async () => {
  const [first, second, stranger] = [
    await app.makeWorkspace(),
    await app.makeWorkspace(),
    await app.makeWorkspace(),
  ]
  const { browser: before, email, memberId } = await pages.signIn(first)
  const inSecond = await addMember(second, email)
  await pages
    .openBrowser()
    .post('/console/welcome', { token: await tokenFor(second, inSecond.id), password: PASSWORD })
  const linkOf = (own: TestWorkspace, id: string) => makeLink(app.ctx, callerOf(own), id)
  const token = tokenOf(await linkOf(first, memberId))
  const renew = (browser: Browser, links: string, renewed = OTHER) =>
    browser.post('/console/welcome/renew', { token, links, renewed })
  const browser = pages.openBrowser()
  expect(await (await browser.get(`/console/welcome?token=${token}`)).text()).toContain(
    'Forgot the password?',
  )
  // Workspaces that the account never joined, and links of others, answer for nobody.
  const named = await linkOf(stranger, (await addMember(stranger, email)).id)
  const ofAnother = await linkOf(second, (await addMember(second, `eve-${second.id}@example.com`)).id)
  const ofFirstAdmin = await makeLink(app.ctx, callerOf(second), null)
  for (const links of ['', `token=${token}`, `${named}\n${ofAnother}\n${ofFirstAdmin}`]) {
    const refused = await renew(browser, links)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('An unused link of one of the workspaces')
  }
  const whole = await linkOf(second, inSecond.id)
  expect((await renew(browser, whole, 'short')).status).toBe(422)
  expect([(await enter(email, PASSWORD)).status, (await enter(email, OTHER)).status]).toEqual([303, 401])
  const renewed = await renew(browser, `https://recado.example${whole}`)
  expect(renewed.headers.get('location')).toBe('/console')
  const account = await (await browser.get('/console/account')).text()
  expect([first, second, stranger].map(({ id }) => account.includes(id))).toEqual([true, true, false])
  expect([(await enter(email, PASSWORD)).status, (await enter(email, OTHER)).status]).toEqual([401, 303])
  expect((await before.get('/console/account')).status).toBe(303)
  expect((await renew(pages.openBrowser(), whole)).status).toBe(410)
  const audited = await second.request('GET', '/v1/audit-events?action=sign_in.password_renewed')
  expect(await audited.json()).toMatchObject({ data: [{ subject_id: inSecond.id }] })
})

test('a newer link, another role, another e-mail and a deactivation end the links before', async () => {
  const own = await app.makeWorkspace()
  const { id } = await addMember(own, `alice-${own.id}@example.com`)
  const statusOf = async (token: string) =>
    (await pages.openBrowser().get(`/console/welcome?token=${token}`)).status
  const change = (input: Parameters<typeof changeMember>[4]) =>
    changeMember(app.ctx, callerOf(own), id, null, input, () => {})
  for (const ending of [
    () => tokenFor(own, id),
    () => change({ role: 'manager' }),
    () => change({ email: `bob-${own.id}@example.com` }),
    () => deactivateMember(app.ctx, callerOf(own), id, null, () => {}),
  ]) {
    const token = await tokenFor(own, id)
    expect(await statusOf(token)).toBe(200)
    await ending()
    expect(await statusOf(token)).toBe(410)
  }
})

test('whose e-mail is changed to that of another account is not open to that account', async () => {
  const [theirs, other] = [await app.makeWorkspace(), await app.makeWorkspace()]
  const { memberId } = await pages.signIn(theirs)
  const { browser, email } = await pages.signIn(other)
  await changeMember(app.ctx, callerOf(theirs), memberId, null, { email }, () => {})
  expect(await (await browser.get('/console/account')).text()).not.toContain(theirs.id)
})

test('a wrong password is refused, and after ten attempts a minute so is the right one', async () => {
  const own = await app.makeWorkspace()
  const fresh = openConsole(app)
  const { email } = await fresh.signIn(own)
  const browser = fresh.openBrowser()
  const wrong = await browser.post('/console/sign-in', { email, password: 'not the password' })
  expect(wrong.status).toBe(401)
  expect(await wrong.text()).toContain('E-mail or password is wrong')
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await browser.post('/console/sign-in', { email, password: 'not the password' })
  }
  const late = await browser.post('/console/sign-in', { email, password: PASSWORD })
  expect(late.status).toBe(429)
})

test('behind a proxy attempts are counted by the address that it names, not by what the visitor wrote', async () => {
  const config = { ...app.ctx.config, trustedProxies: 1 }
  const browser = openConsole({ ...app, ctx: { ...app.ctx, config } }).openBrowser()
  const statusFrom = async (forwarded: string) => {
    const form = { email: 'nobody@example.com', password: 'not the password' }
    return (await browser.post('/console/sign-in', form, { 'x-forwarded-for': forwarded })).status
  }
  for (let attempt = 0; attempt < 10; attempt += 1) await statusFrom(`192.0.2.${attempt}, 198.51.100.1`)
  expect(await statusFrom('192.0.2.99, 198.51.100.1')).toBe(429)
  expect(await statusFrom('198.51.100.1, 198.51.100.2')).toBe(401)
})

test('a form that another site sends changes nothing', async () => {
  const { browser } = await pages.signIn(await app.makeWorkspace())
  const foreign = await browser.post('/console/sign-out', {}, { origin: 'https://elsewhere.example' })
  expect(foreign.status).toBe(403)
  expect((await browser.get('/console/account')).status).toBe(200)
})

test('whoever is deactivated is out with the next click', async () => {
  const own = await app.makeWorkspace()
  const { caller } = await pages.signIn(own)
  const other = await pages.signIn(own, 'level_1')
  await deactivateMember(app.ctx, caller, other.memberId, null, () => {})
  const answer = await other.browser.get('/console/account')
  expect(answer.headers.get('location')).toContain('fault=noMember')
})

test('a person ends one of their sessions elsewhere', async () => {
  const { browser, email } = await pages.signIn(await app.makeWorkspace())
  const elsewhere = pages.openBrowser()
  await elsewhere.post('/console/sign-in', { email, password: PASSWORD })
  expect((await elsewhere.get('/console/account')).status).toBe(200)
  await browser.post('/console/account/sessions/end-others')
  expect((await elsewhere.get('/console/account')).status).toBe(303)
  expect((await browser.get('/console/account')).status).toBe(200)
})

test('a new password ends the other sessions, and only the current one may set it', async () => {
  const { browser, email } = await pages.signIn(await app.makeWorkspace())
  const next = 'outra frase bem comprida'
  expect((await browser.post('/console/account/password', { current: 'no idea at all', next })).status).toBe(
    422,
  )
  expect((await browser.post('/console/account/password', { current: PASSWORD, next })).status).toBe(303)
  expect((await browser.get('/console/account?changed')).status).toBe(200)
  expect((await pages.openBrowser().post('/console/sign-in', { email, password: PASSWORD })).status).toBe(401)
})

test('cookies are kept from scripts and from other sites', async () => {
  const { email } = await pages.signIn(await app.makeWorkspace())
  const entered = await pages.openBrowser().post('/console/sign-in', { email, password: PASSWORD })
  const cookie = entered.headers.getSetCookie().find((one) => one.includes('session_token'))
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Lax/i)
})

test('a member comes in by an OpenID provider, and nobody else does', async () => {
  const own = await app.makeWorkspace()
  const { email } = await pages.signIn(own, 'level_1')
  const client = { id: 'recado', secret: 'of the client' }
  let address = email
  const provider = await openOidcProvider(client, () => ({ sub: address, email: address, name: 'Ana' }))
  const oidc = { issuer: provider.issuer, clientId: client.id, clientSecret: client.secret }
  const over = { ...app, ctx: { ...app.ctx, config: { ...app.ctx.config, oidc } } }
  const { openBrowser } = openConsole(over)
  try {
    const browser = openBrowser()
    const back = await comeBack(browser)
    const entered = await browser.get(back)
    expect(entered.headers.get('location')).toBe('/console/account')
    expect(await (await browser.get('/console/account')).text()).toContain('Test level_1')
    expect(provider.exchanges).toEqual(['granted'])
    // The same answer a second time, and in a browser that asked for nothing.
    const stranger = openBrowser()
    await stranger.get(back)
    expect((await stranger.get('/console/account')).status).toBe(303)
    address = `nobody-${own.id}@example.com`
    const other = openBrowser()
    const refused = await other.get(await comeBack(other))
    expect(refused.headers.get('location')).toContain('fault=noMember')
    expect((await other.get('/console/account')).status).toBe(303)
  } finally {
    await provider.close()
  }
})

/** Goes to the provider and comes back with its answer: the path to which it sends the browser. */
async function comeBack(browser: Browser): Promise<string> {
  const sent = await browser.post('/console/sign-in/oidc', { to: '/console/account' })
  const answer = await fetch(sent.headers.get('location')!, { redirect: 'manual' })
  const { pathname, search } = new URL(answer.headers.get('location')!)
  return pathname + search
}

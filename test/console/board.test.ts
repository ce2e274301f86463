import { afterAll, beforeAll, expect, test } from 'vitest'
import { getThread } from '../../src/desk/read-threads.ts'
import { drainTurns } from '../support/drain-turns.ts'
import { openConsole } from '../support/open-console.ts'
import { accept, messageBody } from '../support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from '../support/start-test-app.ts'

let aheadMs = 0
let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp({ clock: () => new Date(Date.now() + aheadMs) })
  pages = openConsole(app)
})
afterAll(() => app.close())

/** A workspace in which one thread waits for a person; answers its id. */
async function makeThread(): Promise<{ own: TestWorkspace; threadId: string }> {
  const own = await app.makeWorkspace()
  const { thread_id } = await accept(
    own,
    messageBody('Quero falar com um atendente, meu e-mail é ana@example.com'),
  )
  aheadMs += 5000
  await drainTurns(app.ctx)
  return { own, threadId: thread_id }
}

const revisionOf = async (own: TestWorkspace, id: string) =>
  String((await getThread(app.ctx, own.id, id)).revision)

test('the board shows who waits and hides personal data; a claim moves the thread to whoever took it', async () => {
  const { own, threadId } = await makeThread()
  const { browser, memberId } = await pages.signIn(own, 'admin')
  const board = await (await browser.get('/console/board')).text()
  expect(board).toContain(threadId)
  expect(board).not.toContain('ana@example.com')
  const revision = await revisionOf(own, threadId)
  const moved = await browser.post(`/console/threads/${threadId}/claim`, { revision })
  expect(moved.headers.get('location')).toBe(`/console/threads/${threadId}?said=done`)
  expect(await getThread(app.ctx, own.id, threadId)).toMatchObject({ status: 'assigned', held_by: memberId })
  const answer = { revision: await revisionOf(own, threadId), text: 'Oi! Sou a Marina, já vejo isso.' }
  expect(
    (await browser.post(`/console/threads/${threadId}/reply`, answer)).headers.get('location'),
  ).toContain('done')
  expect(await getThread(app.ctx, own.id, threadId)).toMatchObject({ status: 'waiting_for_customer' })
})

test('a claim that does not fit says what stands against it', async () => {
  const { own, threadId } = await makeThread()
  const { browser, memberId } = await pages.signIn(own, 'level_2')
  await own.request('PATCH', `/v1/members/${memberId}`, { languages: ['es'] })
  const revision = await revisionOf(own, threadId)
  const refused = await browser.post(`/console/threads/${threadId}/claim`, { revision })
  const to = refused.headers.get('location')!
  expect(to).toBe(`/console/threads/${threadId}?said=notEligible&why=language`)
  const said = /<p class="note warn"[^>]*>([^<]*)</
  expect(said.exec(await (await browser.get(to)).text())![1]!.trim()).toBe(
    'You may not claim this thread now: it is in a language that you do not serve',
  )
  const asked = to.replace('why=language', 'why=<b>,role')
  expect(said.exec(await (await browser.get(asked)).text())![1]).toContain('it was escalated to another role')
})

test('under a post a reply says whom it answers, the newest at first', async () => {
  const own = await app.makeWorkspace()
  const says = (who: string) =>
    messageBody(`Quero um atendente, sou ${who}`, {
      surface: 'comment',
      thread: { external_id: 'post' },
      contact: { external_id: who, name: `Pessoa ${who}` },
    })
  const first = await accept(own, says('um'))
  const second = await accept(own, says('dois'))
  aheadMs += 5000
  await drainTurns(app.ctx)
  const { browser } = await pages.signIn(own, 'admin')
  const path = `/console/threads/${first.thread_id}`
  const page = await (await browser.get(path)).text()
  expect([...page.matchAll(/<option value="(msg_[^"]+)"/g)].map(([, id]) => id)).toEqual([
    second.message_id,
    first.message_id,
  ])
  // Whoever wrote last stands with what they wrote, and nobody's name is put into what answers one of many.
  expect(await (await browser.get('/console/board')).text()).toMatch(/Pessoa dois[\s\S]*sou dois/)
  expect(page).not.toContain('for=Pessoa')
  const revision = await revisionOf(own, first.thread_id)
  await browser.post(`${path}/reply`, { revision, text: 'Oi!', message: first.message_id })
  const { waiting_since } = await getThread(app.ctx, own.id, first.thread_id)
  expect(waiting_since).not.toBeNull()
  await browser.post(`${path}/reply`, { revision: await revisionOf(own, first.thread_id), text: 'Oi!' })
  expect((await getThread(app.ctx, own.id, first.thread_id)).waiting_since).toBeNull()
})

test('what somebody else holds cannot be moved, and the page says so', async () => {
  const { own, threadId } = await makeThread()
  const holder = await pages.signIn(own, 'admin')
  const other = await pages.signIn(own, 'admin')
  const claimed = await holder.browser.post(`/console/threads/${threadId}/claim`, {
    revision: await revisionOf(own, threadId),
  })
  expect(claimed.headers.get('location')).toBe(`/console/threads/${threadId}?said=done`)
  const refused = await other.browser.post(`/console/threads/${threadId}/resolve`, {
    revision: await revisionOf(own, threadId),
  })
  expect(refused.headers.get('location')).toBe(`/console/threads/${threadId}?said=refused`)
  expect(await (await other.browser.get(`/console/threads/${threadId}?said=refused`)).text()).toContain(
    'somebody else holds the thread',
  )
  expect(await getThread(app.ctx, own.id, threadId)).toMatchObject({ held_by: holder.memberId })
})

test('a reply to nobody who wants one, and one without words, are refused in plain words', async () => {
  const { own, threadId } = await makeThread()
  const { browser } = await pages.signIn(own, 'admin')
  const path = `/console/threads/${threadId}/reply`
  const blank = await browser.post(path, { revision: await revisionOf(own, threadId), text: '  ' })
  expect(blank.status).toBe(422)
  expect(await blank.text()).toContain('something is missing')
  const { contact_id } = await getThread(app.ctx, own.id, threadId)
  const no = { purpose: 'all', status: 'revoked', source: 'phone', text: 'não quero' }
  expect((await own.request('POST', `/v1/contacts/${contact_id}/consents`, no)).status).toBe(201)
  const refused = await browser.post(path, { revision: await revisionOf(own, threadId), text: 'Oi!' })
  expect(refused.headers.get('location')).toBe(`/console/threads/${threadId}?said=optedOut`)
  expect(await (await browser.get(refused.headers.get('location')!)).text()).toContain('no more messages')
})

test('a thread says who it is with, what came with a message, and what happened in plain words', async () => {
  const { own, threadId } = await makeThread()
  const { contact_id, external_id } = await getThread(app.ctx, own.id, threadId)
  await accept(own, messageBody('', { thread: { external_id }, attachments: [{ kind: 'image' }] }))
  const { browser } = await pages.signIn(own, 'admin')
  const page = await (await browser.get(`/console/threads/${threadId}`)).text()
  expect(page).toContain(`<code>${contact_id}</code>`)
  expect(page).toMatch(/paperclip[\s\S]*picture/)
  expect(page).toContain('a person is needed')
  expect(page).not.toContain('thread.needs_human')
})

test('what somebody needs to go on is said in the language of whoever reads it', async () => {
  const { own, threadId } = await makeThread()
  const { browser } = await pages.signIn(own, 'admin')
  const read = async (language: string) =>
    (await browser.get(`/console/threads/${threadId}`, { 'accept-language': language })).text()
  expect(await read('en')).toContain('the customer asked for a person')
  expect(await read('es')).toContain('el cliente pidió hablar con una persona')
})

test('a filter leaves out what does not fit', async () => {
  const { own, threadId } = await makeThread()
  const { browser } = await pages.signIn(own, 'admin')
  expect(await (await browser.get('/console/board?language=pt')).text()).toContain(threadId)
  expect(await (await browser.get('/console/board?language=es')).text()).not.toContain(threadId)
})

test('another workspace’s thread does not exist', async () => {
  const { threadId } = await makeThread()
  const { browser } = await pages.signIn(await app.makeWorkspace())
  expect((await browser.get(`/console/threads/${threadId}`)).status).toBe(404)
  expect((await browser.post(`/console/threads/${threadId}/claim`, { revision: '1' })).status).toBe(404)
})

test('an archived thread is shown to those alone who may read the archive', async () => {
  const { own, threadId } = await makeThread()
  const resolved = await own.request('POST', `/v1/threads/${threadId}/resolve`, { reason: 'answered' })
  expect(resolved.status).toBe(200)
  const answering = await pages.signIn(own, 'level_1')
  const manager = await pages.signIn(own, 'manager')
  const open = async ({ browser }: typeof manager) =>
    (await browser.get(`/console/threads/${threadId}`)).status
  expect([await open(answering), await open(manager)]).toEqual([200, 200])
  aheadMs += 91 * 24 * 3600_000
  expect([await open(answering), await open(manager)]).toEqual([403, 200])
})

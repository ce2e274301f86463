import { afterAll, beforeAll, expect, test } from 'vitest'
import { listOwnCases } from '../../src/evals/workspace/read-own-cases.ts'
import { listReviewQueue } from '../../src/review/list-review-queue.ts'
import { readReviewItem } from '../../src/review/read-review-item.ts'
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

/** Lets the bursts settle, and decides them. */
async function decide(): Promise<void> {
  aheadMs += 5000
  await drainTurns(app.ctx)
}

/** A workspace in which one draft waits for a person; answers the draft's id. */
async function makeDraft(): Promise<{ own: TestWorkspace; draftId: string }> {
  const own = await app.makeWorkspace()
  const entry = {
    external_id: 'hours',
    question: 'Qual o horário de funcionamento?',
    answer: 'Das 9h às 19h.',
  }
  await own.request('PUT', '/v1/kb/entries', { entries: [entry] })
  await accept(own, messageBody('Qual o horário de funcionamento?'))
  await decide()
  const drafts = (await (await own.request('GET', '/v1/drafts')).json()) as { data: { id: string }[] }
  return { own, draftId: drafts.data[0]!.id }
}

test('a reviewer sees the draft with its source, and sends it with their own words', async () => {
  const { own, draftId } = await makeDraft()
  const { browser, memberId } = await pages.signIn(own, 'level_1')
  const page = await (await browser.get('/console/review')).text()
  expect(page).toContain('Das 9h às 19h.')
  expect(page).toContain('1 draft waits')
  const [, thread] = /<h2><a href="(\/console\/threads\/[^"]+)"/.exec(page)!
  expect(await (await browser.get(thread!)).text()).toContain(`href="/console/review/${draftId}"`)
  const sent = await browser.post(`/console/review/${draftId}/approve`, {
    text: 'Das 9 às 19.',
    revision: '1',
  })
  expect(sent.headers.get('location')).toBe('/console/review')
  const { draft } = await readReviewItem(app.ctx, own.id, draftId)
  expect(draft).toMatchObject({ state: 'approved', text: 'Das 9 às 19.', reviewed_by: memberId })
  const closed = await (await browser.get(`/console/review/${draftId}`)).text()
  expect(closed).toContain('approved by Test level_1')
  expect(closed).toMatch(/<del>9h <\/del><ins>9 <\/ins>às /)
})

test('of two reviewers of one draft the second changes nothing and is told', async () => {
  const { own, draftId } = await makeDraft()
  const first = await pages.signIn(own, 'level_1')
  const second = await pages.signIn(own, 'level_1')
  await first.browser.post(`/console/review/${draftId}/approve`, { text: 'Primeira.', revision: '1' })
  const late = await second.browser.post(`/console/review/${draftId}/reject`, {
    reason: 'tone',
    revision: '1',
  })
  expect(late.headers.get('location')).toBe(`/console/review/${draftId}?note=stale`)
  expect(await (await second.browser.get(`/console/review/${draftId}?note=stale`)).text()).toContain(
    'Somebody changed this',
  )
  const { draft } = await readReviewItem(app.ctx, own.id, draftId)
  expect(draft).toMatchObject({ state: 'approved', reviewed_by: first.memberId })
})

test('a thread that somebody took lets nobody else send its draft', async () => {
  const { own, draftId } = await makeDraft()
  const holder = await pages.signIn(own, 'level_1')
  const other = await pages.signIn(own, 'level_1')
  const taken = await holder.browser.post(`/console/review/${draftId}/take`)
  expect(taken.headers.get('location')).toBe(`/console/review/${draftId}?note=taken`)
  const late = await other.browser.post(`/console/review/${draftId}/approve`, { text: 'Oi.', revision: '1' })
  expect(late.headers.get('location')).toMatch(/note=(lost|stale)$/)
  expect((await readReviewItem(app.ctx, own.id, draftId)).draft.reviewed_by).not.toBe(other.memberId)
})

test('the most pressing thread comes first, also where it came to press after its draft was made', async () => {
  const { own, draftId: early } = await makeDraft()
  await accept(own, messageBody('Qual o horário de funcionamento?'))
  await decide()
  const order = async () => (await listReviewQueue(app.ctx, own.id, 10)).map(({ id }) => id)
  const [first, last] = await order()
  expect([first, last]).toContain(early)
  const { thread } = await readReviewItem(app.ctx, own.id, last!)
  const patched = await own.request('PATCH', `/v1/threads/${thread.id}`, { priority: 'high' })
  expect(patched.status).toBe(200)
  expect(await order()).toEqual([last, first])
})

test('whoever rejects a draft says why, and the next who looks reads it', async () => {
  const { own, draftId } = await makeDraft()
  const { browser } = await pages.signIn(own, 'level_1')
  await browser.post(`/console/review/${draftId}/reject`, { reason: 'outdated', revision: '1' })
  expect(await (await browser.get(`/console/review/${draftId}`)).text()).toContain(
    'Reason: The information is',
  )
})

test('a draft is not decided without words, nor sent to whoever opted out, and the page says why', async () => {
  const { own, draftId } = await makeDraft()
  const { browser } = await pages.signIn(own, 'level_1')
  const noteOf = async (verb: 'approve' | 'reject', form: Record<string, string>) => {
    const answer = await browser.post(`/console/review/${draftId}/${verb}`, { ...form, revision: '1' })
    return (await browser.get(answer.headers.get('location')!)).text()
  }
  expect(await noteOf('reject', { reason: ' ' })).toContain('something is missing')
  expect(await noteOf('approve', { text: '\n' })).toContain('something is missing')
  const { contact } = await readReviewItem(app.ctx, own.id, draftId)
  const no = { purpose: 'all', status: 'revoked', source: 'phone', text: 'não quero' }
  expect((await own.request('POST', `/v1/contacts/${contact.id}/consents`, no)).status).toBe(201)
  expect(await noteOf('approve', { text: 'Das 9 às 19.' })).toContain('no more messages')
})

test('another draft is asked for, and the old one says that it is superseded', async () => {
  const { own, draftId } = await makeDraft()
  const { browser } = await pages.signIn(own, 'level_1')
  const asked = await browser.post(`/console/review/${draftId}/anew`, { revision: '1' })
  expect(asked.headers.get('location')).toBe(`/console/review/${draftId}?note=anew`)
  await decide()
  const { draft } = await readReviewItem(app.ctx, own.id, draftId)
  expect(draft.state).toBe('superseded')
  expect(await (await browser.get('/console/review')).text()).toContain('1 draft waits')
})

test('a draft becomes a case once, which waits for somebody else', async () => {
  const { own, draftId } = await makeDraft()
  const { browser } = await pages.signIn(own, 'manager')
  expect(await (await browser.get(`/console/review/${draftId}`)).text()).toContain('<option value="hours">')
  const path = `/console/review/${draftId}/case`
  const made = await browser.post(path, { category: 'faq', entry: 'hours' })
  expect(made.headers.get('location')).toBe(`/console/review/${draftId}?note=case`)
  const [one] = await listOwnCases(app.ctx, own.id, { state: 'pending', before: null, limit: 2 })
  expect(one!.messages.at(-1)!.expected).toEqual({ category: 'faq', entry: 'hours' })
  const again = await browser.post(path, { category: 'faq', entry: '' })
  expect(again.headers.get('location')).toContain('note=caseThere')
  const reviewer = await pages.signIn(own, 'level_1')
  expect((await reviewer.browser.post(path, { category: 'faq', entry: '' })).status).toBe(403)
})

test('whoever may only read sees no button and can press none', async () => {
  const { own, draftId } = await makeDraft()
  const { browser } = await pages.signIn(own, 'qa')
  expect(await (await browser.get(`/console/review/${draftId}`)).text()).not.toContain('/approve"')
  expect(
    (await browser.post(`/console/review/${draftId}/approve`, { text: 'Oi.', revision: '1' })).status,
  ).toBe(403)
})

test('another workspace’s draft does not exist', async () => {
  const { draftId } = await makeDraft()
  const { browser } = await pages.signIn(await app.makeWorkspace())
  expect((await browser.get(`/console/review/${draftId}`)).status).toBe(404)
})

test('what a customer wrote is text, whatever it looks like', async () => {
  const { own } = await makeDraft()
  await accept(own, messageBody('<img src=x onerror=alert(1)> Qual o horário de funcionamento?'))
  await decide()
  const { browser } = await pages.signIn(own)
  const answer = await browser.get('/console/review')
  expect(await answer.text()).not.toContain('<img src=x')
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
})

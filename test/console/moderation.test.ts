import { afterAll, beforeAll, expect, test } from 'vitest'
import { listQuarantine } from '../../src/moderation/read-quarantine.ts'
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

const SCAM =
  'Parabéns!! Você ganhou um iPhone, clique em http://bit.ly/premio-gratis e pague só a taxa no pix. Quero falar com um atendente'

/** A workspace in which one message is held; answers its id. */
async function makeHeld(): Promise<{ own: TestWorkspace; id: string; messageId: string }> {
  const own = await app.makeWorkspace()
  const { message_id } = await accept(own, messageBody(SCAM))
  aheadMs += 5000
  await drainTurns(app.ctx)
  const [item] = await listQuarantine(app.ctx, own.id, { state: 'held', before: null, limit: 10 })
  return { own, id: item!.id, messageId: message_id }
}

test('a moderator sees a held message covered, with its reasons, and keeps it away with one key', async () => {
  const { own, id } = await makeHeld()
  const { browser, memberId } = await pages.signIn(own, 'moderator')
  const page = await (await browser.get('/console/moderation')).text()
  expect(page).toContain('unwanted promotion or fraud')
  expect(page).toMatch(/class="covered"/)
  expect(page).toMatch(/value="confirmed"[^>]*aria-keyshortcuts="f"/)
  const decided = await browser.post(`/console/moderation/${id}/decide`, {
    decision: 'confirmed',
    reason: '',
  })
  expect(decided.headers.get('location')).toBe('/console/moderation')
  const [item] = await listQuarantine(app.ctx, own.id, { state: 'confirmed', before: null, limit: 10 })
  expect(item).toMatchObject({ id, decided_by: memberId, decided_reason: 'Kept away after reading.' })
  const again = await browser.post(`/console/moderation/${id}/decide`, { decision: 'released', reason: '' })
  expect(await (await browser.get(again.headers.get('location')!)).text()).toContain('Nothing was changed')
})

test('an appeal is decided by somebody else than whoever kept the message away', async () => {
  const { own, id, messageId } = await makeHeld()
  const decider = await pages.signIn(own, 'admin')
  const other = await pages.signIn(own, 'admin')
  await decider.browser.post(`/console/moderation/${id}/decide`, { decision: 'confirmed', reason: 'golpe' })
  const filed = await own.request('POST', '/v1/appeals', { message_id: messageId, statement: 'Não é golpe.' })
  const appeal = (await filed.json()) as { id: string }
  const path = `/console/moderation/appeals/${appeal.id}/decide`
  const refused = await decider.browser.post(path, { state: 'upheld', reason: 'eu mesmo' })
  expect(refused.headers.get('location')).toBe('/console/moderation/appeals?own')
  const page = await (await other.browser.get('/console/moderation/appeals')).text()
  expect(page).toContain('Não é golpe.')
  expect(page).toMatch(/<article[^>]* data-item [\s\S]*aria-keyshortcuts="l"[\s\S]*aria-keyshortcuts="f"/)
  await other.browser.post(path, { state: 'reversed', reason: 'tem razão' })
  expect(await (await own.request('GET', '/v1/appeals?state=reversed')).json()).toMatchObject({
    data: [{ id: appeal.id, decided_by: other.memberId }],
  })
  const third = await pages.signIn(own, 'admin')
  const again = await third.browser.post(path, { state: 'upheld', reason: 'de novo' })
  expect(await (await third.browser.get(again.headers.get('location')!)).text()).toContain(
    'Nothing was changed',
  )
})

test('whoever has no business there sees nothing of it', async () => {
  const { own } = await makeHeld()
  const { browser } = await pages.signIn(own, 'sales')
  expect((await browser.get('/console/moderation')).status).toBe(403)
  expect(await (await browser.get('/console/review')).text()).not.toContain('/console/moderation')
})

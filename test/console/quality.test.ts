import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConsole } from '../support/open-console.ts'
import { openChannel } from '../support/send-message.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

const PATH = '/console/quality'
let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

test('a channel shows what it lacks to answer by itself, and cannot be switched before', async () => {
  const own = await app.makeWorkspace()
  await openChannel(own, 'draft')
  const { browser } = await pages.signIn(own)
  const page = await (await browser.get(PATH)).text()
  expect(page).toMatch(/Judged answers: 0 of \d+/)
  expect(page).not.toContain('value="auto"')
  await browser.post(`${PATH}/mode`, { id: 'shop', mode: 'auto' })
  expect(await (await own.request('GET', '/v1/channels/shop')).json()).toMatchObject({ mode: 'draft' })
})

test('where nothing was drawn or compared yet, the pages say what to do', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'qa')
  expect(await (await browser.get(`${PATH}/samples`)).text()).toContain('Nothing to judge now')
  expect(await (await browser.get(`${PATH}/agreement`)).text()).toContain('Nothing to compare yet')
  const member = await pages.signIn(own, 'level_1')
  expect((await member.browser.get(`${PATH}/samples`)).status).toBe(403)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawChart } from '../../src/console/reports/draw-chart.ts'
import { openConsole } from '../support/open-console.ts'
import { decideMessage, OVERRIDE, openChannel, putEntries } from '../support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from '../support/start-test-app.ts'

let app: TestApp
let pages: ReturnType<typeof openConsole>
let own: TestWorkspace
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
  own = await app.makeWorkspace()
  await putEntries(own)
  await openChannel(own)
  await decideMessage(app, own, 'Qual o horário de funcionamento?')
  await decideMessage(app, own, 'Quero falar com um atendente')
})
afterAll(() => app.close())

test.each(['desk', 'sla', 'drafts', 'moderation', 'volumes'])(
  'the report %s has a chart, the same figures as a table, and no style of its own',
  async (name) => {
    const { browser } = await pages.signIn(own, 'manager')
    const answer = await browser.get(`/console/reports/${name}`)
    expect(answer.status).toBe(200)
    const page = await answer.text()
    const figures = page.split('<figure ').slice(1)
    expect(page.match(/<table>/g)).toHaveLength(figures.length)
    expect(figures.length).toBeGreaterThan(0)
    // Where nothing can be drawn, that is said.
    for (const figure of figures) expect(figure).toMatch(/<svg aria-hidden|Nothing happened in this period/)
    // The content-security-policy would drop it.
    expect(page).not.toMatch(/ style=/)
  },
)

test('days without anything stand in the table, and the file holds the same figures', async () => {
  const { browser } = await pages.signIn(own, 'manager')
  const answer = await browser.get('/console/reports/desk.csv?days=7&by=day')
  expect(answer.headers.get('content-disposition')).toContain('desk.csv')
  const [head, ...rows] = (await answer.text()).trim().split('\n')
  expect(head).toMatch(/^day,opened,resolved,reopened,firstMedian_s,/)
  expect(rows).toHaveLength(7)
  expect(rows.at(-1)).toMatch(/^\d\d\/\d\d,2,0,0,/)
  expect(rows[0]).toMatch(/,0,0,0,/)
  expect(await (await browser.get('/console/reports/threads.csv?days=7')).text()).toContain('thread_id')
})

test('a name in a chart is text, whatever it looks like, and a formula in a file is none', async () => {
  const name = '=<img src=x onerror=alert(1)>'
  await own.request('PUT', `/v1/channels/${encodeURIComponent(name)}`, {
    kind: 'web',
    mode: 'auto',
    settle_ms: 0,
    ...OVERRIDE,
  })
  await decideMessage(app, own, 'Qual o horário de funcionamento?', { channel: { id: name, kind: 'web' } })
  const { browser } = await pages.signIn(own, 'manager')
  const page = await (await browser.get('/console/reports/volumes?by=channel')).text()
  expect(page).toContain('&lt;img src=x')
  expect(page).not.toContain('<img src=x')
  const csv = await (await browser.get('/console/reports/volumes.csv?by=channel')).text()
  expect(csv).toMatch(/web · =<img/)
})

test('whoever may not see reports gets none of them', async () => {
  const { browser } = await pages.signIn(own, 'level_1')
  expect((await browser.get('/console/reports')).status).toBe(403)
  expect((await browser.get('/console/reports/desk.csv')).status).toBe(403)
  const foreign = await pages.signIn(await app.makeWorkspace())
  expect(await (await foreign.browser.get('/console/reports')).text()).toContain('Nothing happened')
  expect((await foreign.browser.get('/console/reports/salaries')).status).toBe(404)
})

test('short times are drawn in seconds, and an empty chart is a word', async () => {
  const visit = { language: 'pt' as const }
  const points = [{ x: '26/11', series: '1ª resposta', y: 12 }]
  const drawn = String(await drawChart(visit, { kind: 'lines', format: 'seconds', points }))
  expect(drawn).toMatch(/>12 s</)
  const { browser } = await pages.signIn(own, 'manager')
  const page = await (await browser.get('/console/reports/sla?days=7&by=day')).text()
  expect(page).toContain('Nothing happened in this period')
})

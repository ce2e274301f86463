import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Workbench } from '../../src/evals/open-workbench.ts'
import { workNextRun } from '../../src/evals/workspace/work-runs.ts'
import { makePerson } from '../support/make-person.ts'
import { openBench } from '../support/open-bench.ts'
import { type Browser, openConsole } from '../support/open-console.ts'
import { putEntries } from '../support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from '../support/start-test-app.ts'

const PATH = '/console/quality/evals'
let app: TestApp
let pages: ReturnType<typeof openConsole>
let bench: Workbench
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
  bench = await openBench({ models: app.ctx.models })
})
afterAll(async () => {
  await bench.close()
  await app.close()
})

const ASK = 'Qual o horário de funcionamento?'

/** A workspace that knows the answer to one approved case and lacks that of another. */
async function makeShop(): Promise<TestWorkspace> {
  const own = await app.makeWorkspace()
  await putEntries(own)
  const [author, other] = [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
  const expected = { category: 'faq', entry: 'horario', says: ['9h'] }
  for (const [external_id, text] of [
    ['horario', ASK],
    ['<b>outro</b>', 'Vocês fazem bolo de casamento <b>sem açúcar</b>?'],
  ]) {
    const tags = { language: 'pt', family: 'own' }
    const body = { external_id, messages: [{ text, expected }], tags }
    const made = await author.request('POST', '/v1/evals/cases', body)
    const { id } = (await made.json()) as { id: string }
    await other.request('POST', `/v1/evals/cases/${id}/approve`)
  }
  return own
}

async function startRun(browser: Browser): Promise<string> {
  const answer = await browser.post(PATH, { suites: 'drafting', cases: 'own', tone: 'formal', max_error: '' })
  expect(answer.status).toBe(303)
  return answer.headers.get('location')!
}

const read = async (browser: Browser, path: string) => (await browser.get(path)).text()

test('a run is started from the page, shows its progress, and then its numbers and what went wrong', async () => {
  const { browser } = await pages.signIn(await makeShop(), 'qa')
  expect(await read(browser, PATH)).toContain('No runs yet')
  const path = await startRun(browser)
  const open = await read(browser, path)
  expect(open).toContain('hx-trigger="every 1s"')
  expect(open).toContain('queued')
  await workNextRun(app.ctx, { where: bench })
  const done = await read(browser, path)
  expect(done).not.toContain('hx-trigger="every 1s"')
  expect(done).toContain('50%')
  expect(done).toContain('Drafts that cite the right entry')
  expect(done).toContain('sem açúcar')
  expect(done).toContain('another category')
  expect(done).not.toContain('<b>sem')
  expect(await read(browser, PATH)).toContain(`href="${path}"`)
  expect(await read(browser, `${path}/cases.csv`)).toMatch(/\nhorario,message,pt/)
})

test('two runs are held against each other, one against itself shows no change', async () => {
  const own = await makeShop()
  const { browser } = await pages.signIn(own, 'qa')
  const before = await startRun(browser)
  await workNextRun(app.ctx, { where: bench })
  await own.request('PUT', '/v1/kb/entries', {
    entries: [{ external_id: 'horario', question: ASK, answer: 'Abrimos só com hora marcada.' }],
  })
  const after = await startRun(browser)
  await workNextRun(app.ctx, { where: bench })
  const idOf = (path: string) => path.split('/').at(-1)!
  const compared = await read(browser, `${PATH}/compare?before=${idOf(before)}&after=${idOf(after)}`)
  expect(compared).toMatch(/Broken <span class="badge">1</)
  expect(compared).toMatch(/Fixed <span class="badge">0</)
  expect(compared).toContain('lacks what it must say')
  expect(await read(browser, `${after}?against=${idOf(before)}`)).toMatch(/Broken<\/dt><dd>1</)
  expect(await read(browser, `${PATH}/compare?before=${idOf(after)}&after=${idOf(after)}`)).toContain(
    'No metric changed beyond chance',
  )
  const report = await browser.get(`${after}/report.html?against=${idOf(before)}`)
  expect(report.headers.get('content-security-policy')).toMatch(/sandbox allow-scripts/)
  expect(await report.text()).toContain('<h1>Recado evals</h1>')
  const open = await browser.get(after)
  expect(open.headers.get('content-security-policy')).not.toMatch(/unsafe-inline|sandbox/)
})

test('nothing is started without anything to score, nor by whoever may only read, nor seen by others', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'qa')
  const refused = await browser.post(PATH, { cases: 'own' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('choose at least one thing')
  const member = await pages.signIn(own, 'level_1')
  expect((await member.browser.get(PATH)).status).toBe(403)
  expect((await member.browser.post(PATH, { suites: 'drafting', cases: 'own' })).status).toBe(403)
  const path = await startRun(browser)
  const stranger = await pages.signIn(await app.makeWorkspace(), 'qa')
  expect((await stranger.browser.get(path)).status).toBe(404)
  expect((await stranger.browser.get(`${path}/report.html`)).status).toBe(404)
})

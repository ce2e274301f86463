import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConsole } from '../support/open-console.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

const PATH = '/console/words'
const TEMPLATES = `${PATH}/templates`
let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

const REPLY = {
  shortcut: '/obrigado',
  language: 'pt',
  category: 'geral',
  text: 'Obrigado, {first_name|amigo}! <b>Até já</b>',
}

test('a quick reply is written, picked with the customer’s name in it, changed and deleted', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'manager')
  await browser.post(`${PATH}/replies`, REPLY)
  const picked = await (await browser.get('/console/quick-replies?q=obri&language=pt&for=Ana+Paula')).text()
  expect(picked).toContain('Obrigado, Ana! &lt;b&gt;Até já')
  expect(await (await browser.get('/console/quick-replies?q=nada')).text()).toContain('No quick reply fits')
  const twice = await browser.post(`${PATH}/replies`, REPLY)
  expect(twice.headers.get('location')).toBe(`${PATH}?said=conflict`)
  const unfit = await browser.post(`${PATH}/replies`, { ...REPLY, shortcut: '/Obrigado' })
  expect(unfit.headers.get('location')).toBe(`${PATH}?said=invalid`)
  const [, path] = /action="(\/console\/words\/replies\/[^/"]+)"/.exec(
    await (await browser.get(PATH)).text(),
  )!
  await browser.post(path!, { ...REPLY, text: 'Valeu!', revision: '1' })
  expect(await (await browser.get(PATH)).text()).toContain('Valeu!')
  expect((await browser.post(path!, { ...REPLY, revision: '1' })).headers.get('location')).toContain('stale')
  await browser.post(`${path}/delete`, { revision: '2' })
  expect(await (await browser.get(PATH)).text()).toContain('No quick replies yet')
  const reader = await pages.signIn(own, 'level_1')
  expect((await reader.browser.post(`${PATH}/replies`, REPLY)).status).toBe(403)
})

test('a template is previewed while it is written, and said only once somebody else approved it', async () => {
  const own = await app.makeWorkspace()
  const [writer, other] = [await pages.signIn(own), await pages.signIn(own)]
  const form = {
    name: 'pedido_a_caminho',
    language: 'pt',
    category: 'utility',
    header: '',
    body: 'Oi, {first_name|tudo bem}! Seu pedido saiu, chega logo.',
    footer: '',
    samples: 'first_name=Ana',
    fallback: 'Seu pedido saiu.',
  }
  const preview = await (await writer.browser.post(`${TEMPLATES}/preview`, form)).text()
  expect(preview).toContain('Oi, Ana! Seu pedido saiu')
  const made = await writer.browser.post(`${TEMPLATES}/new`, form)
  const path = made.headers.get('location')!.replace('?said=done', '')
  const revisionOf = async () =>
    /name="revision" value="(\d+)"/.exec(await (await writer.browser.get(path)).text())![1]!
  const named = async () => ({ version: '1', revision: await revisionOf() })
  expect((await writer.browser.post(`${path}/submit`, await named())).headers.get('location')).toContain(
    'done',
  )
  expect((await writer.browser.post(`${path}/approve`, await named())).headers.get('location')).toContain(
    'own',
  )
  expect((await other.browser.post(`${path}/approve`, await named())).headers.get('location')).toContain(
    'done',
  )
  expect(await (await other.browser.get(path)).text()).toContain('approved')
  await writer.browser.post(path, { ...form, body: 'Oi! Seu pedido chegou.', revision: await revisionOf() })
  const changed = await (await writer.browser.get(path)).text()
  expect(changed).toContain('<ins>Oi! Seu pedido chegou.</ins>')
  expect(changed).toContain('<del>Oi, {first_name|tudo bem}!')
  const foreign = await pages.signIn(await app.makeWorkspace())
  expect((await foreign.browser.get(path)).status).toBe(404)
})

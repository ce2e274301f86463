import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConsole } from '../support/open-console.ts'
import { accept, messageBody } from '../support/send-message.ts'
import { startTestApp, type TestApp } from '../support/start-test-app.ts'

let app: TestApp
let pages: ReturnType<typeof openConsole>
beforeAll(async () => {
  app = await startTestApp()
  pages = openConsole(app)
})
afterAll(() => app.close())

/** What a line says until it has told that something happened to a message. */
async function hear(line: Response): Promise<string> {
  const reader = line.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  while (!heard.includes('data: message.')) {
    const { done, value } = await reader.read()
    if (done) return heard
    heard += value
  }
  await reader.cancel()
  return heard
}

test('what happens between the drawing of a page and its line is told on the line', async () => {
  const own = await app.makeWorkspace()
  const { browser } = await pages.signIn(own, 'level_1')
  const page = await (await browser.get('/console/board')).text()
  const [, live] = /data-live="([^"]+)"/.exec(page)!
  await accept(own, messageBody('Vocês estão aí?'))
  expect(await hear(await browser.get(live!))).toContain('event: happened\ndata: message.received\n')
})

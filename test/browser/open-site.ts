import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { readShopMessages } from '../../src/demo/pick-messages.ts'
import { fillDataFolder } from '../support/open-test-database.ts'

const RECADO = join(import.meta.dirname, '../../bin/recado.mjs')
const KEY = 'rk_of_the_browser_suite'
export const PASSWORD = 'uma frase bem comprida'

/** Where Chromium is; null where there is none. */
export function findChromium(): string | null {
  const known = [
    process.env.RECADO_CHROMIUM ?? '',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  return known.find((path) => path !== '' && existsSync(path)) ?? null
}

export type Api = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/** A person at a browser of their own. */
export interface Person {
  readonly name: string
  readonly page: Page
  /** What the browser complained of: blocked content, scripts that threw, dialogs. */
  readonly complaints: string[]
}

export interface Site {
  readonly address: string
  readonly api: Api
  /** Somebody who comes in by a link. */
  enter(link: string, name: string, options?: BrowserContextOptions): Promise<Person>
  /** The link by which the first person comes in. */
  readonly firstLink: string
  close(): Promise<void>
}

/** A server as a user starts it, in a folder of its own, with a browser that looks at it. */
export async function openSite(executablePath: string): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-browser-'))
  fillDataFolder(dataDir)
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const [server, browser] = await Promise.all([
    startServer(dataDir, port, address),
    chromium.launch({ executablePath, args: ['--no-sandbox'] }),
  ])
  return {
    address,
    api: (method, path, body) => request(address, method, path, body),
    enter: (link, name, options) => enter(browser, link, name, options),
    firstLink: readFileSync(join(dataDir, 'first-sign-in-link'), 'utf8').trim(),
    async close() {
      await browser.close()
      await stopServer(server)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function startServer(dataDir: string, port: number, address: string): Promise<ChildProcess> {
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    PORT: String(port),
    RECADO_API_KEY: KEY,
    LOG_LEVEL: 'error',
    RECADO_RATE_LIMIT: '1000000',
  }
  // Not where a file `.env` of whoever runs the tests may stand.
  const server = spawn(process.execPath, [RECADO, 'start'], { cwd: dataDir, env, stdio: 'inherit' })
  const until = Date.now() + 60_000
  for (;;) {
    const isReady = await fetch(`${address}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isReady) return server
    if (server.exitCode !== null || Date.now() > until) throw new Error('the server did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function stopServer(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill('SIGTERM')
  })
}

async function request(address: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(address + path, {
    method,
    // A connection that was kept may be closed by the server just when it is used again.
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', connection: 'close' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
}

async function enter(
  browser: Browser,
  link: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ locale: 'pt-BR', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  context.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('weberror', (error) => complaints.push(`threw: ${error.error().message}`))
  context.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(link)
  if ((await page.locator('[name=email]').count()) > 0) {
    await page.fill('[name=name]', name)
    await page.fill('[name=email]', `${name.toLowerCase()}@example.com`)
  }
  await page.fill('[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/(?!welcome)/)
  return { name, page, complaints }
}

let ids = 0

/** An id that no test and no other try of the same one has used. */
export function ownId(name: string): string {
  ids += 1
  return `${name}${ids}`
}

const QUESTIONS = readShopMessages().filter(({ expected, lang }) => expected !== null && lang === 'pt')

/** So many drafts that wait, each in a thread of its own; answers when they are there. */
export async function makeDrafts(api: Api, run: string, count: number): Promise<void> {
  await api('PUT', `/v1/channels/${run}`, { kind: 'instagram', mode: 'draft', settle_ms: 0 })
  const id = ownId(run)
  const before = await countDrafts(api)
  for (let i = 0; (await countDrafts(api)) < before + count; i += 1) {
    if (i >= QUESTIONS.length) throw new Error('the questions made too few drafts')
    // As many at once as are still missing, since some become no draft.
    const missing = before + count - (await countDrafts(api))
    const batch = QUESTIONS.slice(i, i + missing)
    i += batch.length - 1
    await Promise.all(batch.map(({ text }, at) => send(api, run, `${id}-${i}-${at}`, text)))
  }
}

/** Sends a message in a thread of its own and waits for its decision. */
export function send(api: Api, channel: string, id: string, text: string, over: object = {}) {
  return api('POST', '/v1/messages', {
    external_id: id,
    channel: { id: channel, kind: 'instagram' },
    surface: 'dm',
    thread: { external_id: id },
    contact: { external_id: id, name: 'Ana Paula' },
    text,
    ...over,
  }).then((accepted) => untilDecided(api, String(accepted.message_id)))
}

async function untilDecided(api: Api, messageId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const decision = await api('GET', `/v1/messages/${messageId}/decision`)
    if (decision.status !== 'pending') return decision
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export async function countDrafts(api: Api): Promise<number> {
  const { data } = await api('GET', '/v1/drafts?state=pending_review&limit=100')
  return (data as unknown[]).length
}

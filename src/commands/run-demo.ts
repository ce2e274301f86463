import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { readConfig } from '../config.ts'
import { makeNewId } from '../context.ts'
import { type DemoApi, openDemoApi } from '../demo/demo-api.ts'
import type { DemoMessage } from '../demo/demo-message.ts'
import { pickMessages, readShopMessages } from '../demo/pick-messages.ts'
import { printSummary, wrap } from '../demo/print-summary.ts'
import { makeChannels, type Outcome, sendMessages } from '../demo/send-messages.ts'
import { showGaps } from '../demo/show-gaps.ts'
import { AppError } from '../errors.ts'
import { makeLogger } from '../logger.ts'
import { startServer } from '../start-server.ts'

interface Server {
  readonly address: string
  readonly key: string
  readonly isOwn: boolean
  stop(): Promise<void>
}

/**
 * Sends the demo's messages to a server of its own, or to the one at `url` with RECADO_API_KEY, and prints what was
 * decided. Ends with 1 where a message got no decision.
 */
export async function runDemo(options: { url?: string; data?: string }): Promise<void> {
  const config = readConfig()
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  const foreign = pickMessages(options.data ?? config.datasetsDir)
  const shop = readShopMessages()
  const server = options.url === undefined ? await startDemoServer() : namedServer(options.url, config.apiKey)
  try {
    const api = openDemoApi(server.address, server.key)
    const kinds = `${shop.length} written for the demo's pet shop, and ${foreign.about}`
    print(wrap(`Recado at ${server.address} gets ${kinds}.`))
    await warnOfOtherKnowledge(api, print)
    const outcomes = await demonstrate(api, interleave(shop, foreign.messages), print)
    await showGaps(api, newRun(), print)
    printNextSteps(print, server)
    if (outcomes.some(({ decision }) => decision === null)) process.exitCode = 1
  } finally {
    await server.stop()
  }
}

/** Makes the ids of a run new, so that several may go to one server. */
function newRun(): string {
  return makeNewId(() => new Date())('demo')
}

/** Sends the messages over one channel in each mode and prints the summary. */
export async function demonstrate(
  api: DemoApi,
  messages: readonly DemoMessage[],
  print: (text: string) => void,
): Promise<readonly Outcome[]> {
  await makeChannels(api)
  const bar = new SingleBar({ format: '{bar} {value}/{total} messages', clearOnComplete: true })
  bar.start(messages.length, 0)
  try {
    const outcomes = await sendMessages(api, newRun(), messages, () => bar.increment())
    bar.stop()
    printSummary(print, outcomes)
    return outcomes
  } finally {
    bar.stop()
  }
}

/** A server on a free port over a temporary folder, with the demo shop loaded; both are gone after `stop`. */
async function startDemoServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-demo-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Whoever ends the demo early, with Ctrl-C, leaves no folder behind either.
  const interrupt = () => {
    remove()
    process.exit(130)
  }
  process.once('SIGINT', interrupt)
  try {
    const config = readConfig({ DATA_DIR: folder, PORT: '0', RECADO_DEMO: 'on', LOG_LEVEL: 'warn' })
    const server = await startServer(config, makeLogger(config.logLevel))
    return {
      address: server.address,
      key: server.firstKey!.secret,
      isOwn: true,
      async stop() {
        await server.stop()
        remove()
        process.off('SIGINT', interrupt)
      },
    }
  } catch (error) {
    remove()
    process.off('SIGINT', interrupt)
    throw error
  }
}

function namedServer(url: string, key: string | null): Server {
  if (!URL.canParse(url)) throw new AppError('invalid_request', `--url is not a URL: ${url}`)
  if (key === null)
    throw new AppError('unauthorized', `Set RECADO_API_KEY to a key of ${url} with all scopes`)
  return { address: url, key, isOwn: false, stop: async () => {} }
}

/** Elsewhere the workspace may know another business: then nothing can be said of right and wrong answers. */
async function warnOfOtherKnowledge(api: DemoApi, print: (text: string) => void): Promise<void> {
  const { status } = await api.request('GET', '/v1/kb/entries/horario')
  if (status === 404)
    print('This workspace does not hold the demo shop: the counts of right entries mean little.')
}

/** The two kinds take turns, so that neither has the server to itself. */
function interleave(shop: readonly DemoMessage[], foreign: readonly DemoMessage[]): DemoMessage[] {
  const longest = Math.max(shop.length, foreign.length)
  return Array.from({ length: longest }, (_, index) => [shop[index], foreign[index]])
    .flat()
    .filter((message) => message !== undefined)
}

function printNextSteps(print: (text: string) => void, { isOwn, address }: Server): void {
  print('\nGo on\n-----')
  if (isOwn) print('This server and its folder are gone now. Keep one:  npm start')
  print(`The API, to try by hand:  ${isOwn ? 'http://127.0.0.1:8787' : address}/docs`)
  print('One text, with what moved its scores:  npm run recado -- classify "que horas vocês abrem?"')
  print('Your own questions and answers:  npm run recado -- import FILE.csv')
}

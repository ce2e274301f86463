import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/**
 * What the README promises of a first start: `npm start` in an empty folder becomes ready, writes a key, answers a
 * question of the demo shop, and stops cleanly on SIGTERM. Prints how long each start took.
 */
const PORT = '18787'
const ADDRESS = `http://127.0.0.1:${PORT}`
const ENV_FILE = join(import.meta.dirname, '../.env')
const UNSET = Object.fromEntries(
  existsSync(ENV_FILE) ? Object.keys(parseEnv(readFileSync(ENV_FILE, 'utf8'))).map((name) => [name, '']) : [],
)
const dataDir = mkdtempSync(join(tmpdir(), 'recado-smoke-'))

function start() {
  const startedAt = performance.now()
  const server = spawn('npm', ['start', '--silent'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    // Nothing of the caller's own configuration: what is tried is what a stranger gets.
    env: {
      ...UNSET,
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT,
      LOG_LEVEL: 'warn',
    },
    detached: true,
  })
  const stop = async () => {
    // npm does not pass signals on, so the whole group is told.
    process.kill(-server.pid!, 'SIGTERM')
    await once(server, 'exit')
  }
  return { startedAt, stop }
}

async function untilReady({ startedAt, stop }: ReturnType<typeof start>): Promise<number> {
  for (;;) {
    const status = await fetch(`${ADDRESS}/readyz`).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return Math.round(performance.now() - startedAt)
    if (performance.now() - startedAt > 30_000) {
      await stop()
      throw new Error('the server was not ready after 30 s')
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const first = start()
const firstMs = await untilReady(first)
const key = readFileSync(join(dataDir, 'first-api-key'), 'utf8').trim()
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
await fetch(`${ADDRESS}/v1/channels/smoke`, {
  method: 'PUT',
  headers,
  body: JSON.stringify({ kind: 'web', mode: 'auto', settle_ms: 0, override: { reason: 'smoke' } }),
})
const response = await fetch(`${ADDRESS}/v1/messages`, {
  method: 'POST',
  headers: { ...headers, prefer: 'wait=20' },
  body: JSON.stringify({
    external_id: 'smoke-1',
    channel: { id: 'smoke', kind: 'web' },
    surface: 'dm',
    thread: { external_id: 'smoke' },
    contact: { external_id: 'smoke' },
    text: 'Qual o horário de funcionamento da loja?',
  }),
})
const decision = (await response.json()) as { route?: string; draft?: { text: string } | null }
await first.stop()
const starts: number[] = []
for (let i = 0; i < 5; i += 1) {
  const again = start()
  starts.push(await untilReady(again))
  await again.stop()
}
rmSync(dataDir, { recursive: true, force: true })
const median = starts.sort((a, b) => a - b)[2]
process.stdout.write(
  `ready after ${firstMs} ms at the first start, ${median} ms later (median of ${starts.join(', ')})\n`,
)
process.stdout.write(`decided: ${decision.route} · ${decision.draft?.text ?? 'no draft'}\n`)
if (response.status !== 200 || decision.route !== 'auto_reply') {
  process.stderr.write(
    `smoke: expected a decision of route auto_reply, got ${response.status} ${JSON.stringify(decision)}\n`,
  )
  process.exitCode = 1
}

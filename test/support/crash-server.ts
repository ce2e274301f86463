import { readConfig } from '../../src/config.ts'
import { type Context, makeNewId } from '../../src/context.ts'
import { makeLogger } from '../../src/logger.ts'
import { startServer } from '../../src/start-server.ts'

/**
 * A server of its own process that kills itself, as `kill -9` would, at the n-th passing of a named point.
 * The points are what the context is asked for on the way of a message: an id is drawn inside the transaction
 * that writes its row, so dying there is dying before that commit; a wake comes right after a commit.
 * Usage: node crash-server.ts POINT N; prints its address as one JSON line.
 */
const [point, count] = [process.argv[2] ?? 'never', Number(process.argv[3] ?? 0)]
let left = count

function pass(name: string): void {
  if (name !== point) return
  left -= 1
  if (left <= 0) process.kill(process.pid, 'SIGKILL')
}

const clock = () => new Date()
const newId = makeNewId(clock)
const config = readConfig()
const server = await startServer(
  config,
  makeLogger('silent'),
  (ctx): Context => ({
    ...ctx,
    newId: (prefix) => {
      pass(`id:${prefix}`)
      return newId(prefix)
    },
    wake: (what) => {
      pass(`wake:${what}`)
      ctx.wake(what)
    },
  }),
)
process.stdout.write(`${JSON.stringify({ address: server.address })}\n`)
process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))

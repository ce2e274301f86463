import { takeStep } from '../../src/broadcasts/take-step.ts'
import { makeNewId } from '../../src/context.ts'
import { openPglite, openPostgres } from '../../src/db/open-database.ts'
import { makeLogger } from '../../src/logger.ts'

/**
 * Takes the steps of broadcasts until none is due for a while, and kills itself, as `kill -9` would, when the n-th event id is
 * drawn: that is inside the transaction that asks for a batch. Its clock runs 60 times as fast.
 * Usage: node broadcast-process.ts FOLDER|URL N START_MS
 */
const [where, kills, startMs] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
const database = await (where.startsWith('postgres') ? openPostgres(where) : openPglite(where))
const begun = Date.now()
const clock = () => new Date(startMs + (Date.now() - begun) * 60)
const newId = makeNewId(clock)
let left = kills
const ctx = {
  db: database.db,
  clock,
  newId: (prefix: string) => {
    if (prefix === 'evt') left -= 1
    if (prefix === 'evt' && left === 0) process.kill(process.pid, 'SIGKILL')
    return newId(prefix)
  },
  random: Math.random,
  wake: () => {},
  logger: makeLogger('silent'),
}
for (let idle = 0; idle < 20; ) {
  if (await takeStep(ctx)) idle = 0
  else {
    idle += 1
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
await database.close()
process.stdout.write(`${clock().getTime()}\n`)

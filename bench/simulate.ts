import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { type Context, makeNewId } from '../src/context.ts'
import { openPglite, openPostgres } from '../src/db/open-database.ts'
import { openBench } from './open-bench.ts'
import { compareReports } from './simulation/compare-reports.ts'
import { BEGIN, liveThrough } from './simulation/live-through.ts'
import { endings } from './simulation/recount.ts'

/**
 * `npm run simulate -- --messages 20000 --days 7 --seed 1`: a seeded week of a shop through the app's own verbs on a clock
 * of its own, then its reports beside a recount in SQL. Ends with 1 on any difference, or where a message has no ending.
 * `--database-url` names an empty Postgres database to live it in. There `--workers` work at once, and what happens at one
 * moment happens in any order, so that two weeks of one seed differ a little.
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    days: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    'database-url': { type: 'string' },
    workers: { type: 'string' },
  },
})
const url = values['database-url']
const plan = {
  messages: Number(values.messages),
  days: Number(values.days),
  seed: Number(values.seed),
  workers: Number(values.workers ?? (url === undefined ? 1 : 4)),
}
const startedAt = performance.now()
const database = url === undefined ? await openPglite(null) : await openPostgres(url)
await database.migrate()
let now = BEGIN
const clock = () => now
const ctx: Context = { ...(await openBench(database)), clock, newId: makeNewId(clock) }
const bar = new SingleBar({ format: '{bar} {value}/{total} messages', clearOnComplete: true })
bar.start(plan.messages, 0)
const workspaceId = await liveThrough(
  ctx,
  (at) => {
    now = at
  },
  plan,
  () => bar.increment(),
)
bar.stop()
const to = new Date(BEGIN.getTime() + plan.days * 86_400_000)
const compared = await compareReports(ctx, workspaceId, { from: BEGIN, to })
const ended = await endings(ctx, workspaceId, to)
await ctx.sightings.share()
await database.close()
console.table(compared)
console.table(ended)
const different = compared.filter((row) => !row.isSame).length
const unknown = ended.filter(({ ending }) => ending === 'unknown').length
const seconds = Math.round((performance.now() - startedAt) / 1000)
process.stdout.write(
  `${plan.messages} messages in ${plan.days} days, seed ${plan.seed}: ${different} of ${compared.length} figures differ, in ${seconds} s on ${database.kind}\n`,
)
process.exitCode = different + unknown === 0 ? 0 : 1

import { cpus } from 'node:os'
import { benchAccept } from './bench-accept.ts'
import { benchClassify } from './bench-classify.ts'
import { benchConsole } from './bench-console.ts'
import { benchDesk } from './bench-desk.ts'
import { benchModeration } from './bench-moderation.ts'
import { benchPath } from './bench-path.ts'

/**
 * Speed in one run, each figure beside what it is compared with:
 * `npm run bench [accept|path|desk|classify|moderation|console]`.
 * Postgres is measured where TEST_DATABASE_URL names a server whose user may create databases.
 */
const PARTS = {
  accept: benchAccept,
  path: benchPath,
  desk: benchDesk,
  classify: benchClassify,
  moderation: benchModeration,
  console: benchConsole,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  process.stderr.write(
    `bench: there is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`,
  )
  process.exit(1)
}
const print = (line: string) => void process.stdout.write(`${line}\n`)
print(`${new Date().toISOString()} · Node ${process.versions.node} · ${cpus().length} × ${cpus()[0]?.model}`)
if (process.env.TEST_DATABASE_URL === undefined) print('Postgres is left out: TEST_DATABASE_URL is not set')
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  print(`\n${name}`)
  await part(print)
}

import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every test with a database again, on a real Postgres: `TEST_DATABASE_URL=postgres://… npm run test:postgres`. Each test
 * file makes its own database on that server and drops it. Pages are driven on the embedded one alone, and what asks for no
 * database of that server would only repeat itself.
 */
if (process.env.TEST_DATABASE_URL === undefined) {
  process.stderr.write(
    'test:postgres needs TEST_DATABASE_URL, the URL of a PostgreSQL server (15 or newer) with pgvector whose user may create databases.\n',
  )
  process.exit(1)
}

/** What asks for a database of the server, where these are made. */
const MAKER = 'test/support/open-test-database.ts'
const known = new Map<string, boolean>()

/** Whether a file, or what it imports of the tests, asks for a database of the server. */
function asksServer(path: string): boolean {
  const found = known.get(path)
  if (found !== undefined) return found
  known.set(path, false)
  const text = readFileSync(path, 'utf8')
  const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, to]) => join(path, '..', to!))
  const asks =
    /(?:openTestDatabase|makeTestPostgres)\(/.test(text) ||
    imported.some((to) => to.startsWith('test/') && to !== MAKER && asksServer(to))
  known.set(path, asks)
  return asks
}

const files = globSync(['test/**/*.test.ts', 'src/**/*.test.ts'], { exclude: ['test/browser/**'] })
const args = ['vitest', 'run', ...files.filter(asksServer), ...process.argv.slice(2)]
process.exitCode = spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' }).status ?? 1

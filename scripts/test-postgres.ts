import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'

/**
 * Every test with a database again, on a real Postgres: `TEST_DATABASE_URL=postgres://… npm run test:postgres`. Each test
 * file makes its own database on that server and drops it. Pages are driven on the embedded one alone.
 */
if (process.env.TEST_DATABASE_URL === undefined) {
  process.stderr.write(
    'test:postgres needs TEST_DATABASE_URL, the URL of a PostgreSQL server (15 or newer) with pgvector whose user may create databases.\n',
  )
  process.exit(1)
}
const beside = globSync('src/**/*.test.ts').filter((path) =>
  readFileSync(path, 'utf8').includes('/test/support/'),
)
const args = ['vitest', 'run', 'test/', ...beside, '--exclude=test/browser/**', ...process.argv.slice(2)]
process.exitCode = spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' }).status ?? 1

import { spawnSync } from 'node:child_process'

/**
 * The whole suite again, on a real Postgres: `TEST_DATABASE_URL=postgres://… npm run test:postgres`. Each test file makes
 * its own database on that server and drops it.
 */
if (process.env.TEST_DATABASE_URL === undefined) {
  process.stderr.write(
    'test:postgres needs TEST_DATABASE_URL, the URL of a PostgreSQL server (15 or newer) with pgvector whose user may create databases.\n',
  )
  process.exit(1)
}
const args = ['vitest', 'run', 'test', 'src', ...process.argv.slice(2)]
process.exitCode = spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' }).status ?? 1

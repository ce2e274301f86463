import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setup } from '../test/support/prepare-databases.ts'
import { MUTATIONS, type Mutation } from './mutations.ts'

/**
 * Whether the tests hold the central safeguards: each is taken out of a copy of the sources by one replacement, and
 * its named test must then fail. Ends with 1 where a safeguard can go unnoticed. `npm run test:mutations -- PART`
 * runs only those whose name holds PART.
 */
const ROOT = join(import.meta.dirname, '..')
const LANES = 2
/** What tests only read; the sources themselves are copied. */
const LINKED = ['node_modules', 'migrations', 'models', 'prompts', 'evals', 'bin', 'training', 'package.json']
const COPIED = ['src', 'test']
/** The snapshot of the database is made once for all, so no run makes its own. */
const CONFIG = `export default {
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], pool: 'forks', maxWorkers: 1, testTimeout: 20_000, hookTimeout: 60_000 },
}
`

interface TestReport {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

const part = process.argv[2] ?? ''
const chosen = MUTATIONS.filter((mutation) => mutation.name.includes(part))
if (chosen.length === 0) {
  process.stderr.write(`No safeguard's name holds “${part}”\n`)
  process.exit(1)
}
const disposeSnapshot = await setup()
const startedAt = performance.now()
try {
  const sound = await inCopy((folder) =>
    runTests(
      folder,
      chosen.map((mutation) => mutation.test),
    ),
  )
  const faults = chosen.flatMap(({ test }) => faultOfSound(sound, test.name) ?? [])
  for (const fault of faults) process.stderr.write(`✗ ${fault}\n`)
  const queue = faults.length > 0 ? [] : [...chosen]
  let survivors = 0
  const lane = async () => {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const fault = await tryMutation(mutation)
      if (fault !== null) survivors += 1
      process.stdout.write(
        `${fault === null ? '✓' : '✗'} ${mutation.name}${fault === null ? '' : `: ${fault}`}\n`,
      )
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  process.stdout.write(
    `${chosen.length - survivors - faults.length} of ${chosen.length} safeguards are held, in ${seconds} s\n`,
  )
  process.exitCode = survivors + faults.length === 0 ? 0 : 1
} finally {
  disposeSnapshot()
}

/** What is wrong with the test of a safeguard that still stands; null where it passes. */
function faultOfSound(report: TestReport, name: string): string | null {
  const status = statusOf(report, name)
  return status === 'passed' ? null : `“${name}” must pass on the code as it is: ${status}`
}

/** Null where the named test fails without the safeguard. */
async function tryMutation({ file, from, to, test }: Mutation): Promise<string | null> {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const count = source.split(from).length - 1
  if (count !== 1) return `${file} holds the safeguard ${count} times; once is needed`
  const report = await inCopy((folder) => {
    writeFileSync(
      join(folder, file),
      source.replace(from, () => to),
    )
    return runTests(folder, [test])
  })
  const status = statusOf(report, test.name)
  if (status === 'failed') return null
  return status === 'passed' ? `“${test.name}” does not notice` : `“${test.name}” did not run: ${status}`
}

/** `passed` or `failed`, or why the test did not run. A file that cannot be loaded fails no test. */
function statusOf(report: TestReport, name: string): string {
  const results = report.testResults.flatMap((file) => file.assertionResults)
  const own = results.filter((result) => result.title === name && result.status !== 'skipped')
  if (own.some((result) => result.status === 'failed')) return 'failed'
  if (own.length > 0) return own[0]!.status
  return report.testResults.find((file) => file.message !== '')?.message.split('\n')[0] ?? 'no such test ran'
}

async function inCopy<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-mutation-'))
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
    for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name))
    writeFileSync(join(folder, 'vitest.config.ts'), CONFIG)
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runTests(folder: string, tests: readonly Mutation['test'][]): Promise<TestReport> {
  const output = join(folder, 'report.json')
  const names = tests.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  const files = [...new Set(tests.map(({ file }) => file))]
  const reporter = ['--reporter=json', `--outputFile=${output}`]
  const args = [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...files,
    '-t',
    `(?:${names})$`,
    ...reporter,
  ]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  try {
    return JSON.parse(readFileSync(output, 'utf8')) as TestReport
  } catch (cause) {
    throw new Error(`vitest left no report: ${errors.trim()}`, { cause })
  }
}

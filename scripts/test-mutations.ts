import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
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

/** A copy of the sources, and a vitest that keeps what it transformed of them from one run to the next. */
interface Lane {
  readonly folder: string
  readonly vitest: Vitest
}

const part = process.argv[2] ?? ''
const chosen = MUTATIONS.filter((mutation) => mutation.name.includes(part))
if (chosen.length === 0) {
  process.stderr.write(`No safeguard's name holds “${part}”\n`)
  process.exit(1)
}
const startedAt = performance.now()
const scratch = mkdtempSync(join(tmpdir(), 'recado-mutations-'))
// What one run compiled of the libraries, the next need not.
process.env.NODE_COMPILE_CACHE = join(scratch, 'compiled')
// The snapshot of the database is made once for all, so no run makes its own.
const disposeSnapshot = await setup()
const lanes = await Promise.all(Array.from({ length: LANES }, (_, i) => openLane(join(scratch, `${i}`))))
try {
  const faults = (await Promise.all(lanes.map(findUnsound))).flat()
  for (const fault of faults) process.stderr.write(`✗ ${fault}\n`)
  const queue = faults.length > 0 ? [] : [...chosen]
  let survivors = 0
  const work = async (lane: Lane) => {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const fault = await tryMutation(lane, mutation)
      if (fault !== null) survivors += 1
      process.stdout.write(
        `${fault === null ? '✓' : '✗'} ${mutation.name}${fault === null ? '' : `: ${fault}`}\n`,
      )
    }
  }
  await Promise.all(lanes.map(work))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const held = chosen.length - survivors - faults.length
  process.stdout.write(`${held} of ${chosen.length} safeguards are held, in ${seconds} s\n`)
  process.exitCode = survivors + faults.length === 0 ? 0 : 1
} finally {
  await Promise.all(lanes.map(({ vitest }) => vitest.close()))
  disposeSnapshot()
  rmSync(scratch, { recursive: true, force: true })
}

/** Of this lane's share of the tests, those that do not pass while every safeguard stands. */
async function findUnsound(lane: Lane): Promise<string[]> {
  const files = Map.groupBy(
    chosen.map(({ test }) => test),
    ({ file }) => file,
  )
  const own = [...files.values()].filter((_, i) => i % LANES === lanes.indexOf(lane)).flat()
  const modules = await runTests(lane, own)
  return own.flatMap(({ file, name }) => {
    const status = statusOf(modules.get(file), name)
    return status === 'passed' ? [] : [`“${name}” must pass on the code as it is: ${status}`]
  })
}

/** Null where the named test fails without the safeguard. */
async function tryMutation(lane: Lane, { file, from, to, test }: Mutation): Promise<string | null> {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const count = source.split(from).length - 1
  if (count !== 1) return `${file} holds the safeguard ${count} times; once is needed`
  write(
    lane,
    file,
    source.replace(from, () => to),
  )
  const status = statusOf((await runTests(lane, [test])).get(test.file), test.name)
  write(lane, file, source)
  if (status === 'failed') return null
  return status === 'passed' ? `“${test.name}” does not notice` : `“${test.name}” did not run: ${status}`
}

function write({ folder, vitest }: Lane, file: string, source: string): void {
  writeFileSync(join(folder, file), source)
  vitest.invalidateFile(join(folder, file))
}

/** `passed` or `failed`, or why the test did not run. A file that cannot be loaded fails no test. */
function statusOf(module: TestModule | undefined, name: string): string {
  const states = [...(module?.children.allTests() ?? [])]
    .filter((test) => test.name === name)
    .map((test) => test.result().state)
    .filter((state) => state !== 'skipped')
  if (states.includes('failed')) return 'failed'
  return states[0] ?? module?.errors()[0]?.message.split('\n')[0] ?? 'no such test ran'
}

/** Runs these tests alone; answers their files. */
async function runTests(
  { folder, vitest }: Lane,
  tests: readonly Mutation['test'][],
): Promise<Map<string, TestModule>> {
  const files = [...Map.groupBy(tests, ({ file }) => file)]
  const specifications = files.map(([file, own]) => {
    const names = own.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
    const options = { testNamePattern: new RegExp(`(?:${names})$`) }
    return vitest.getRootProject().createSpecification(join(folder, file), options)
  })
  const { testModules } = await vitest.runTestSpecifications(specifications)
  return new Map(testModules.map((module) => [relative(folder, module.moduleId), module]))
}

async function openLane(folder: string): Promise<Lane> {
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name))
  const vitest = await createVitest({
    root: folder,
    config: false,
    watch: false,
    reporters: [{}],
    include: COPIED.map((name) => `${name}/**/*.test.ts`),
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  })
  await vitest.standalone()
  return { folder, vitest }
}

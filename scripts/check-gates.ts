import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBaseline } from '../src/evals/baseline.ts'
import { findLoosened } from '../src/evals/find-loosened.ts'
import { readGates, unknownGates } from '../src/evals/judge-gates.ts'
import { looserThan } from '../src/evals/raise-gates.ts'

/**
 * The gates of evals/gates.json: each names a metric that exists, none promises less than the baseline shows, and none was
 * ever loosened without a line of CHANGELOG.md that names it. What they were is read from the history of the file, so that
 * a fresh clone knows it too; a copy without history checks the rest.
 */
const ROOT = join(import.meta.dirname, '..')
const FILE = 'evals/gates.json'

const gates = readGates()
const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')
const versions = [gates, ...history().map(readGates)]
const loosened = new Set(versions.slice(1).flatMap((before, i) => findLoosened(before, versions[i]!)))
const faults = [
  ...unknownGates(gates).map((name) => `${name} names a metric that does not exist`),
  ...looserThan(gates, readBaseline()).map((name) => `${name} promises less than the baseline shows`),
  ...[...loosened]
    .filter((name) => !changelog.includes(name))
    .map((name) => `${name} was loosened, and no line of CHANGELOG.md says so`),
]
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(
  `gates: ${faults.length === 0 ? `${gates.length} hold what they promised in ${versions.length} versions` : `${faults.length} faults`}\n`,
)
process.exitCode = faults.length === 0 ? 0 : 1

/** The file as it was committed, newest first; nothing where there is no history. */
function history(): string[] {
  try {
    const commits = git('log', '--first-parent', '--format=%H', '--', FILE).split('\n').filter(Boolean)
    return commits.map((commit) => git('show', `${commit}:${FILE}`))
  } catch {
    process.stdout.write('gates: there is no history to compare with\n')
    return []
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

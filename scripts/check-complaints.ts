import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTATIONS } from './mutations.ts'

/**
 * Every row of docs/complaints.md names a test, as `file › name`, and a safeguard of scripts/mutations.ts without which that
 * test fails: both must exist, and the safeguard must name the test.
 */
const ROOT = join(import.meta.dirname, '..')
const ROW = /^\| .+ \| .+ \| `([^`›]+) › ([^`]+)` \| ([^|]+) \|$/

const faults: string[] = []
let rows = 0
for (const line of readFileSync(join(ROOT, 'docs/complaints.md'), 'utf8').split('\n')) {
  if (!line.startsWith('| ') || line.startsWith('| complaint')) continue
  const row = ROW.exec(line)
  if (row === null) {
    faults.push(`no test or no safeguard is named in: ${line}`)
    continue
  }
  rows += 1
  const [, file, test, name] = row as unknown as [string, string, string, string]
  if (!namesTest(file, test)) faults.push(`${file} has no test “${test}”`)
  const mutation = MUTATIONS.find((one) => one.name === name.trim())
  if (mutation === undefined) faults.push(`scripts/mutations.ts has no safeguard “${name.trim()}”`)
  else if (mutation.test.file !== file || mutation.test.name !== test) {
    faults.push(`the safeguard “${mutation.name}” is shown by “${mutation.test.name}”, not by “${test}”`)
  }
}
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(
  `complaints: ${faults.length === 0 ? `all ${rows} have their test` : `${faults.length} faults`}\n`,
)
process.exitCode = faults.length === 0 && rows > 0 ? 0 : 1

/** Whether the file says `test('…name…')`; its quotes may be of any kind. */
function namesTest(file: string, name: string): boolean {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``].some((title) =>
    source.includes(title),
  )
}

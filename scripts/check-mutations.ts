import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTATIONS } from './mutations.ts'

/** Every safeguard of scripts/mutations.ts stands exactly once in the file that it names. */
const ROOT = join(import.meta.dirname, '..')
const faults = MUTATIONS.flatMap(({ name, file, from }) => {
  const count = readFileSync(join(ROOT, file), 'utf8').split(from).length - 1
  return count === 1 ? [] : [`“${name}” stands ${count} times in ${file}`]
})
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(
  `mutations: ${faults.length === 0 ? `all ${MUTATIONS.length} safeguards stand` : `${faults.length} faults`}\n`,
)
process.exitCode = faults.length === 0 ? 0 : 1

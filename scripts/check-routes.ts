import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeApi } from '../src/api/build-app.ts'

/**
 * Every operation of the OpenAPI document that needs a key must have its tests in test/routes: one
 * `testRoute('METHOD /path', …)`, which the types make name the happy, the invalid and the foreign case, and which
 * itself tests the missing key and the missing scope.
 */
const ROOT = join(import.meta.dirname, '..')
const tested = new Set<string>()
for (const file of globSync(join(ROOT, 'test/routes/*.test.ts'))) {
  for (const [, operation] of readFileSync(file, 'utf8').matchAll(/testRoute\(\s*'([A-Z]+ [^']+)'/g))
    tested.add(operation!)
}
const faults: string[] = []
const known = new Set<string>()
for (const [path, operations] of Object.entries(describeApi().paths ?? {})) {
  for (const [method, operation] of Object.entries(operations as Record<string, { security?: unknown }>)) {
    if (operation.security === undefined) continue
    const name = `${method.toUpperCase()} ${path}`
    known.add(name)
    if (!tested.has(name)) faults.push(`${name} has no testRoute in test/routes`)
  }
}
for (const name of tested)
  if (!known.has(name)) faults.push(`test/routes tests ${name}, which does not exist`)
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(
  `routes: ${faults.length === 0 ? `all ${known.size} have their tests` : `${faults.length} faults`}\n`,
)
process.exitCode = faults.length === 0 ? 0 : 1

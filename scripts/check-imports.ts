import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * Holds every import under src/ against the table of rooms in docs/architecture.md, so that the table cannot drift
 * from the code. Prints each import that the table does not allow and ends with 1.
 */
const ROOT = join(import.meta.dirname, '..')
/** Open to every room. */
const SHARED = ['errors', 'logger', 'make-pause', 'work-until-stopped']

function readTable(): Map<string, string[]> {
  const table = new Map<string, string[]>()
  for (const line of readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('\n')) {
    const row = /^\| `src\/([a-z-]+)` \|[^|]*\| ([^|]*) \|$/.exec(line)
    if (row !== null)
      table.set(
        row[1]!,
        row[2]!.split(',').map((room) => room.trim().replaceAll('`', '')),
      )
  }
  return table
}

const table = readTable()
const faults: string[] = []
const source = (file: string) => relative(join(ROOT, 'src'), file)
const roomOf = (file: string) => source(file).split('/')[0]!.replace(/\.ts$/, '')

for (const file of globSync(join(ROOT, 'src/**/*.ts'))) {
  if (file.endsWith('.test.ts')) continue
  const room = roomOf(file)
  const isRoom = source(file).includes('/')
  if (isRoom && !table.has(room)) faults.push(`src/${room} is not in the table of docs/architecture.md`)
  if (!isRoom) continue
  const allowed = table.get(room) ?? []
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    const target = roomOf(join(dirname(file), path!))
    if (
      path!.includes('../../../') ||
      relative(join(ROOT, 'src'), join(dirname(file), path!)).startsWith('..')
    ) {
      faults.push(`${source(file)} imports ${path}, outside src`)
    } else if (
      target !== room &&
      !SHARED.includes(target) &&
      !allowed.includes(target) &&
      !allowed.includes('everything')
    ) {
      faults.push(
        `src/${source(file)} imports ${target}; the table lets ${room} import ${allowed.join(', ')}`,
      )
    }
  }
}
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(`imports: ${faults.length === 0 ? 'as the table says' : `${faults.length} faults`}\n`)
process.exitCode = faults.length === 0 ? 0 : 1

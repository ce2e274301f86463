import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Every path that a Markdown file cites in backticks or as a link must exist; so must every npm script it names. */
const ROOT = join(import.meta.dirname, '..')
const CITED =
  /`((?:src|test|docs|migrations|models|training|evals|bench|prompts|scripts|bin)\/[\w./-]*\w\/?)`|\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g
const SCRIPT = /npm run (?!-)([a-z:]+)/g

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)
const faults: string[] = []
for (const file of globSync(join(ROOT, '**/*.md'), { exclude: ['**/node_modules/**', '**/data/**'] })) {
  const text = readFileSync(file, 'utf8')
  const name = relative(ROOT, file)
  for (const [, fromRoot, link] of text.matchAll(CITED)) {
    const path = fromRoot === undefined ? join(dirname(file), link!) : join(ROOT, fromRoot)
    if (!existsSync(path)) faults.push(`${name} cites ${fromRoot ?? link}, which does not exist`)
  }
  for (const [, script] of text.matchAll(SCRIPT)) {
    if (!scripts.includes(script!)) faults.push(`${name} names npm run ${script}, which does not exist`)
  }
}
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(`docs: ${faults.length === 0 ? 'every cited path exists' : `${faults.length} faults`}\n`)
process.exitCode = faults.length === 0 ? 0 : 1

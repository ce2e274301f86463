import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hashOf } from '../src/evals/hash-of.ts'
import { HELD_OUT, PUBLIC_SENTENCES } from '../src/evals/public-sentence-cases.ts'
import { labelledRows, readClassifierData, truthOf } from './classifier-data.ts'

const USAGE = `node training/sample-held-out.ts --data DIR
Writes evals/public/held-out.json: which rows of the public sets \`npm run evals -- --data DIR\` asks. They are drawn from the
test fold alone, which no fit and no choice of a setting has seen; the file holds hashes of texts, no text.`

/** Of each set so many that carry its label, and as many that do not. */
const EACH = 40

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(1)
}
const data = readClassifierData(values.data, join(import.meta.dirname, 'data'))
const sampled = Object.entries(PUBLIC_SENTENCES).map(([set, { label }]): [string, string[]] => {
  const own = labelledRows(data, 'test', label).filter((i) => data.rows[i]!.set === set)
  const drawn = ([1, 0] as const).flatMap((truth) => {
    const texts = own.filter((i) => truthOf(data.rows[i]!, label) === truth).map((i) => data.rows[i]!.text)
    // The order of hashes is an order by chance that stays the same.
    return [...new Set(texts.map((text) => hashOf(text)))].sort().slice(0, EACH)
  })
  process.stdout.write(`${set}: ${drawn.length} of ${own.length} held-out rows\n`)
  return [set, drawn]
})
writeFileSync(HELD_OUT, `${JSON.stringify(Object.fromEntries(sampled), null, 1)}\n`)

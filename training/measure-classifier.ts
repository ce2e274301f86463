import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { ClassifierOutput } from '../src/inference/text-classifier.ts'
import { MODEL_LABELS } from '../src/inference/text-classifier.ts'
import { type ClassifierData, labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { classifyRows } from './classify-rows.ts'
import { atThreshold } from './measure-scores.ts'

const USAGE = `node training/measure-classifier.ts --data DIR
Precision and recall of the shipped classifier at its thresholds, and its false positives by family, on held-out rows.`

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' } } })
  const dataDir = values.data ?? process.env.RECADO_DATASETS
  if (dataDir === undefined) {
    process.stderr.write(`No data folder was named.\n${USAGE}\n`)
    process.exitCode = 2
    return
  }
  const data = readClassifierData(dataDir, join(import.meta.dirname, 'data'))
  const { classifier } = await loadModels(readConfig({}))
  const held = [...data.rows.keys()].filter((i) => data.folds[i] === 'test')
  const { outputs, msPerMessage } = await classifyRows(classifier, data, held)
  const outputOf = new Map(held.map((i, at) => [i, outputs[at]!]))
  for (const line of operatingTable(data, outputOf, classifier.thresholds)) console.log(line)
  console.log(`\n${msPerMessage.toFixed(3)} ms a message over ${held.length} messages\n`)
  for (const line of familyTable(data, outputOf, classifier.thresholds)) console.log(line)
}

type Outputs = ReadonlyMap<number, ClassifierOutput>
type Thresholds = Readonly<Record<string, number>>

function operatingTable(data: ClassifierData, outputs: Outputs, thresholds: Thresholds): string[] {
  const lines = [
    '| label | language | hits/rows | threshold | precision | recall | false positives |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const label of MODEL_LABELS) {
    for (const language of ['pt', 'es', 'en', 'all']) {
      const rows = labelledRows(data, 'test', label).filter(
        (i) =>
          truthOf(data.rows[i]!, label) !== null &&
          (language === 'all' || data.rows[i]!.language === language),
      )
      const truth = rows.map((i) => truthOf(data.rows[i]!, label) as number)
      const scores = rows.map((i) => outputs.get(i)!.scores[label])
      const hits = truth.reduce((sum, each) => sum + each, 0)
      const at = atThreshold(scores, truth, thresholds[label]!)
      lines.push(
        `| ${label} | ${language} | ${hits}/${rows.length} | ${thresholds[label]} | ${at.precision.toFixed(3)} | ${at.recall.toFixed(3)} | ${(at.falsePositiveRate * 100).toFixed(2)}% |`,
      )
    }
  }
  return lines
}

/** How often hate fires on held-out sentences of the project's own families, with the upper bound of the rate. */
function familyTable(data: ClassifierData, outputs: Outputs, thresholds: Thresholds): string[] {
  const lines = ['| family | kind | pt | es | en |', '|---|---|---|---|---|']
  const held = [...outputs.keys()].filter((i) => /^own_/.test(data.rows[i]!.set))
  const names = [...new Set(held.map((i) => nameOf(data, i)))].sort()
  for (const name of names) {
    const cells = ['pt', 'es', 'en'].map((language) => {
      const here = held.filter((i) => nameOf(data, i) === name && data.rows[i]!.language === language)
      const label = name.endsWith('spam') ? 'spam' : 'hate'
      const fired = here.filter((i) => outputs.get(i)!.scores[label] >= thresholds[label]!).length
      return here.length === 0
        ? ''
        : `${fired}/${here.length} ≤ ${(upperBound(fired, here.length) * 100).toFixed(0)}%`
    })
    lines.push(`| ${name.replace(' · ', ' | ')} | ${cells.join(' | ')} |`)
  }
  return lines
}

function nameOf(data: ClassifierData, i: number): string {
  const { kind, set, targets } = data.rows[i]!
  if (set === 'own_spam') return 'all own spam · spam'
  if (set === 'own_intents') return 'customer questions · no hate'
  if (set === 'own_everyday') return 'everyday messages · no hate'
  return `${kind} · ${targets.hate?.value === 1 ? 'hate' : 'no hate'}`
}

/** Upper end of Wilson's 95% interval. */
function upperBound(hits: number, rows: number): number {
  const z = 1.96
  const p = hits / rows
  const middle = p + (z * z) / (2 * rows)
  const spread = z * Math.sqrt((p * (1 - p)) / rows + (z * z) / (4 * rows * rows))
  return (middle + spread) / (1 + (z * z) / rows)
}

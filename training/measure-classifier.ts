import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { ClassifierOutput } from '../src/inference/text-classifier.ts'
import { MODEL_LABELS, type ModelLabel } from '../src/inference/text-classifier.ts'
import { type ClassifierData, labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { classifyRows } from './classify-rows.ts'
import { type CalibrationPanel, drawCalibration } from './draw-calibration.ts'
import { upperBound } from './measure-rates.ts'
import { atThreshold, calibrationOf } from './measure-scores.ts'

const USAGE = `node training/measure-classifier.ts --data DIR [--svg FILE]
Precision, recall and calibration error of the shipped classifier at its thresholds, and its false positives by family, on
held-out rows. --svg draws the calibration curves by label and language.`

const LEAST_HITS = 20

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, svg: { type: 'string' } } })
  const dataDir = values.data ?? process.env.RECADO_DATASETS
  if (dataDir === undefined) {
    process.stderr.write(`No data folder was named.\n${USAGE}\n`)
    process.exitCode = 2
    return
  }
  const data = readClassifierData(dataDir, join(import.meta.dirname, 'data'))
  const { embedded: classifier } = (await loadModels(readConfig({}))).classifiers
  const held = [...data.rows.keys()].filter((i) => data.folds[i] === 'test')
  const { outputs, msPerMessage } = await classifyRows(classifier, data, held)
  const outputOf = new Map(held.map((i, at) => [i, outputs[at]!]))
  for (const line of operatingTable(data, outputOf, classifier.thresholds)) console.log(line)
  console.log(`\n${msPerMessage.toFixed(3)} ms a message over ${held.length} messages\n`)
  if (values.svg !== undefined) writeFileSync(values.svg, drawCalibration(panelsOf(data, outputOf)))
  for (const line of familyTable(data, outputOf, classifier.thresholds)) console.log(line)
}

type Outputs = ReadonlyMap<number, ClassifierOutput>
type Thresholds = Readonly<Record<string, number>>

function operatingTable(data: ClassifierData, outputs: Outputs, thresholds: Thresholds): string[] {
  const lines = [
    '| label | language | hits/rows | threshold | precision | recall | false positives | ECE | Brier | base rate’s |',
    '|---|---|---|---|---|---|---|---|---|---|',
  ]
  for (const label of MODEL_LABELS) {
    for (const language of ['pt', 'es', 'en', 'all']) {
      const { scores, truth } = cellOf(data, outputs, label, language)
      const hits = truth.reduce((sum, each) => sum + each, 0)
      const at = atThreshold(scores, truth, thresholds[label]!)
      const { ece, brier } = calibrationOf(scores, truth)
      const share = hits / truth.length
      const cells = [at.precision, at.recall].map((x) => x.toFixed(3))
      const errors = [ece, brier, share * (1 - share)].map((x) => x.toFixed(3))
      lines.push(
        `| ${label} | ${language} | ${hits}/${truth.length} | ${thresholds[label]} | ${cells.join(' | ')} | ${(at.falsePositiveRate * 100).toFixed(2)}% | ${errors.join(' | ')} |`,
      )
    }
  }
  return lines
}

/** The clear test rows of a label in a language, or in all of them. */
function cellOf(data: ClassifierData, outputs: Outputs, label: ModelLabel, language: string) {
  const rows = labelledRows(data, 'test', label).filter(
    (i) =>
      truthOf(data.rows[i]!, label) !== null && (language === 'all' || data.rows[i]!.language === language),
  )
  return {
    truth: rows.map((i) => truthOf(data.rows[i]!, label) as number),
    scores: rows.map((i) => outputs.get(i)!.scores[label]),
  }
}

/** A panel for each label and language with enough hits to draw a curve. */
function panelsOf(data: ClassifierData, outputs: Outputs): CalibrationPanel[] {
  return MODEL_LABELS.flatMap((label) =>
    ['pt', 'es', 'en', 'all'].flatMap((language) => {
      const { scores, truth } = cellOf(data, outputs, label, language)
      const hits = truth.reduce((sum, each) => sum + each, 0)
      if (hits < LEAST_HITS) return []
      const { ece } = calibrationOf(scores, truth)
      return [{ title: `${label}, ${language}: ECE ${ece.toFixed(3)}`, scores, labels: truth }]
    }),
  )
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

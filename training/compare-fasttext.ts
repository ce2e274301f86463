import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { applyCurve } from '../src/inference/embedded/calibrate.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { ModelLabel, TextClassifier } from '../src/inference/text-classifier.ts'
import { bootstrapDifference, showInterval } from './bootstrap-difference.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { type ClassifierData, labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { OPERATING } from './classifier-settings.ts'
import { classifyRows } from './classify-rows.ts'
import { fitCurve } from './fit-curve.ts'
import { atThreshold, auc, calibrationOf } from './measure-scores.ts'
import { askFastText, FASTTEXT_GRID, hasFastText, trainFastText } from './run-fasttext.ts'
import { setWeights } from './set-weights.ts'

const USAGE = `node training/compare-fasttext.ts --data DIR [--labels spam,hate,…] [--grid small|full]
Scores the shipped classifier and fastText (the program must be installed) on the same held-out rows.
fastText learns the same training rows, is tuned on the same validation rows, and is calibrated on them likewise.`

/** Scores and truths of one label's rows of a fold, by one system. */
interface Scored {
  readonly rows: readonly number[]
  readonly truth: readonly number[]
  readonly scores: readonly number[]
}

interface System {
  readonly name: string
  readonly test: Scored
  readonly threshold: number
  readonly msPerMessage: number
}

const LEAST_OF_EACH = 8

await main()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, labels: { type: 'string' }, grid: { type: 'string' } },
  })
  const dataDir = values.data ?? process.env.RECADO_DATASETS
  if (dataDir === undefined || !hasFastText()) {
    process.stderr.write(
      `${dataDir === undefined ? 'No data folder was named.' : 'There is no program fasttext.'}\n${USAGE}\n`,
    )
    process.exitCode = 2
    return
  }
  const data = readClassifierData(dataDir, join(import.meta.dirname, 'data'))
  const { embedded: classifier } = (await loadModels(readConfig({}))).classifiers
  const grid = values.grid === 'small' ? FASTTEXT_GRID.slice(2, 3) : FASTTEXT_GRID
  console.log(
    '| label | held-out rows | hits | AUC | fastText | difference (95%) | macro-F1 | fastText | ECE | fastText | Brier | fastText |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|')
  for (const label of (values.labels ?? 'spam,hate,personal,courtesy,danger').split(',') as ModelLabel[]) {
    const own = await scoreRecado(data, classifier, label)
    const other = tuneFastText(data, label, grid)
    for (const line of report(data, label, own, other)) console.log(line)
    console.error(
      `${label}: ms a message: ${own.msPerMessage.toFixed(3)}; fastText ${other.msPerMessage.toFixed(3)} with ${other.name}`,
    )
  }
}

function clearRows(data: ClassifierData, fold: 'train' | 'validation' | 'test', label: ModelLabel) {
  const rows = labelledRows(data, fold, label).filter((i) => truthOf(data.rows[i]!, label) !== null)
  return { rows, truth: rows.map((i) => truthOf(data.rows[i]!, label) as number) }
}

async function scoreRecado(
  data: ClassifierData,
  classifier: TextClassifier,
  label: ModelLabel,
): Promise<System> {
  const { rows, truth } = clearRows(data, 'test', label)
  const { outputs, msPerMessage } = await classifyRows(classifier, data, rows)
  const scores = outputs.map((output) => output.scores[label])
  return {
    name: classifier.id,
    test: { rows, truth, scores },
    threshold: classifier.thresholds[label],
    msPerMessage,
  }
}

/** The setting with the best AUC on the validation rows, calibrated there, with a threshold by the same rule. */
function tuneFastText(data: ClassifierData, label: ModelLabel, grid: readonly string[]): System {
  const folder = mkdtempSync(join(tmpdir(), 'recado-fasttext-'))
  try {
    const train = clearRows(data, 'train', label)
    const rows = train.rows.map((i, at) => ({ text: data.rows[i]!.text, truth: train.truth[at]! }))
    const ask = (of: readonly number[]) =>
      askFastText(
        folder,
        of.map((i) => data.rows[i]!.text),
      )
    const validation = clearRows(data, 'validation', label)
    const test = clearRows(data, 'test', label)
    let best: { auc: number; system: System } | null = null
    for (const setting of grid) {
      trainFastText(folder, rows, setting)
      const tuned = ask(validation.rows).scores
      const found = auc(tuned, validation.truth)
      if (best !== null && best.auc >= found) continue
      const counts = setWeights(validation.rows.map((i) => data.rows[i]!.set))
      const curve = fitCurve(tuned.map(logit), validation.truth, counts)
      const calibrated = tuned.map((p) => applyCurve(curve, logit(p)))
      const isOrdinary = validation.rows.map((i) => /^own_(intents|everyday|anchors)/.test(data.rows[i]!.set))
      const threshold = chooseThreshold(calibrated, validation.truth, isOrdinary, OPERATING[label], counts)
      const { scores, msPerMessage } = ask(test.rows)
      const own = { ...test, scores: scores.map((p) => applyCurve(curve, logit(p))) }
      best = { auc: found, system: { name: setting, test: own, threshold, msPerMessage } }
    }
    return best!.system
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function logit(p: number): number {
  return Math.log(Math.max(1e-6, p) / Math.max(1e-6, 1 - p))
}

/** A line for each set and language that has enough rows of both kinds, and one for all. */
function report(data: ClassifierData, label: ModelLabel, own: System, other: System): string[] {
  const nameOf = (i: number) => {
    const { set, language } = data.rows[i]!
    return /^own_(spam|everyday|intents)/.test(set)
      ? `own shop messages ${language}`
      : set === 'own_hate'
        ? `own hate ${language}`
        : set
  }
  const names = [...new Set(own.test.rows.map(nameOf))].sort()
  const parts: [string, (i: number) => boolean][] = [
    ...names.map((name): [string, (i: number) => boolean] => [name, (i) => nameOf(i) === name]),
    ...['pt', 'es', 'en'].map((tag): [string, (i: number) => boolean] => [
      `all ${tag}`,
      (i) => data.rows[i]!.language === tag,
    ]),
    ['all', () => true],
  ]
  return parts.flatMap(([name, keep]) => {
    const at = [...own.test.rows.keys()].filter((k) => keep(own.test.rows[k]!))
    const truth = at.map((k) => own.test.truth[k]!)
    const hits = truth.reduce((sum, each) => sum + each, 0)
    if (hits < LEAST_OF_EACH || truth.length - hits < LEAST_OF_EACH) return []
    const measure = ({ test, threshold }: System): Measured => {
      const scores = at.map((k) => test.scores[k]!)
      return {
        scores,
        auc: auc(scores, truth),
        ...atThreshold(scores, truth, threshold),
        ...calibrationOf(scores, truth),
      }
    }
    const [a, b] = [measure(own), measure(other)]
    const n = (x: number) => x.toFixed(3)
    const groups = at.map((k) => groupOf(data, own.test.rows[k]!))
    const bounds = showInterval(bootstrapDifference(a.scores, b.scores, truth, groups))
    return [
      `| ${label} | ${name} | ${hits}/${truth.length} | ${n(a.auc)} | ${n(b.auc)} | ${bounds} | ${n(a.macroF1)} | ${n(b.macroF1)} | ${n(a.ece)} | ${n(b.ece)} | ${n(a.brier)} | ${n(b.brier)} |`,
    ]
  })
}

interface Measured {
  readonly scores: readonly number[]
  readonly auc: number
  readonly macroF1: number
  readonly ece: number
  readonly brier: number
}

/** Fillings of one sentence and translations of one message stand or fall together. */
function groupOf(data: ClassifierData, i: number): string {
  const { group, set } = data.rows[i]!
  return group.includes(':') && !group.startsWith('video:') ? group : `${set}:${i}`
}

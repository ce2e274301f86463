import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Surface } from '../src/domain/assessment.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { applyCurve, type Curve, pickCurve } from '../src/inference/embedded/calibrate.ts'
import type { Network } from '../src/inference/embedded/context-network.ts'
import { makeClassTable } from '../src/inference/embedded/find-classes.ts'
import {
  type ClassifierMeta,
  type LinearModel as OpenModel,
  openLinearModel,
} from '../src/inference/embedded/linear-classifier.ts'
import { readText } from '../src/inference/embedded/read-text.ts'
import { MODEL_LABELS, type ModelLabel } from '../src/inference/text-classifier.ts'
import { chooseShare } from './choose-share.ts'
import { chooseThreshold } from './choose-threshold.ts'
import { type ClassifierData, labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { buildMatrix } from './classifier-matrix.ts'
import { type Row, surfaceOf } from './classifier-row.ts'
import { BITS, FIT, OPERATING, SCALES } from './classifier-settings.ts'
import { fitCurve } from './fit-curve.ts'
import { fitLabel, type LinearModel } from './fit-label.ts'
import { setWeights } from './set-weights.ts'
import { trainNetwork } from './train-network.ts'
import { updateManifest } from './update-manifest.ts'
import { writeModelFile } from './write-model-file.ts'

export interface TrainOptions {
  /** Folder of the public data sets. */
  readonly dataDir: string
  /** Where the weights and the manifest go. */
  readonly outDir: string
  /** The project's own rows: training/data. */
  readonly ownDir?: string
  readonly log: (line: string) => void
}

/** Trains classifier.bin: fit on the train fold, quantise, then calibrate and choose thresholds on validation. */
export async function trainClassifier({ dataDir, outDir, log, ownDir }: TrainOptions): Promise<void> {
  const data = readClassifierData(dataDir, ownDir ?? join(import.meta.dirname, 'data'))
  log(
    `classifier: ${data.rows.length} rows${data.absent.length > 0 ? `; absent: ${data.absent.join(', ')}` : ''}`,
  )
  const table = makeClassTable(data.terms)
  const isTrain = data.folds.map((fold) => fold === 'train')
  const trainRows = [...data.rows.keys()].filter((i) => isTrain[i])
  const matrix = buildMatrix(
    table,
    trainRows.map((i) => data.rows[i]!.text),
    BITS,
    SCALES,
  )
  const position = new Map(trainRows.map((i, at) => [i, at]))
  const models = MODEL_LABELS.map((label) => {
    const rows = labelledRows(data, 'train', label)
    log(`classifier: fits ${label} on ${rows.length} rows`)
    const found = rows.map((i) => data.rows[i]!.targets[label]!)
    const examples = {
      rows: Uint32Array.from(rows, (i) => position.get(i)!),
      targets: Float32Array.from(found, (target) => target.value),
      weights: Float32Array.from(found, (target) => target.weight),
    }
    return fitLabel(matrix, examples, FIT[label])
  })
  const { weights, steps } = quantise(models)
  const { network, arrays: networkArrays, steps: networkSteps } = trainNetwork(data, table, log)
  const meta = calibrate(data, weights, network, {
    bits: BITS,
    labels: MODEL_LABELS,
    steps,
    biases: models.map((model) => Number(model.bias.toFixed(5))),
    scales: SCALES,
    terms: data.terms,
    network: { shape: network.shape, steps: networkSteps, shares: MODEL_LABELS.map(() => 0) },
  })
  const file = join(outDir, 'classifier.bin')
  const arrays = { weights: { dtype: 'int8' as const, values: weights }, ...networkArrays }
  const sha256 = writeModelFile(file, 'classifier-2', meta, arrays)
  updateManifest(outDir, 'classifier.bin', sha256)
  log(
    `classifier: ${(statSync(file).size / 1e6).toFixed(1)} MB, ${sha256.slice(0, 12)}, shares ${meta.network.shares.join(' ')}, thresholds ${JSON.stringify(meta.thresholds)}`,
  )
}

/** Eight bits a weight, side by side for the labels. The rarest extremes are cut off, so that the rest stays fine. */
function quantise(models: readonly LinearModel[]): { weights: Int8Array<ArrayBuffer>; steps: number[] } {
  const size = models[0]!.weights.length
  const weights = new Int8Array(size * models.length)
  const steps = models.map((model, label) => {
    const sizes = model.weights.map(Math.abs).sort()
    const step = Math.max(1e-9, sizes[Math.floor(size * 0.99995)]! / 127)
    for (let i = 0; i < size; i += 1) {
      weights[i * models.length + label] = Math.max(-127, Math.min(127, Math.round(model.weights[i]! / step)))
    }
    return Number(step.toPrecision(8))
  })
  return { weights, steps }
}

const LEAST_TO_FIT = 12

function calibrate(
  data: ClassifierData,
  weights: Int8Array,
  network: Network,
  base: Omit<ClassifierMeta, 'curves' | 'thresholds'>,
): ClassifierMeta {
  const unfitted = { ...base, curves: {} as never, thresholds: {} as never }
  const linear = openLinearModel(unfitted, weights, null)
  const only = { ...unfitted, network: { ...base.network, shares: MODEL_LABELS.map(() => 1) } }
  const both = openLinearModel(only, weights, network)
  const curves = {} as Record<ModelLabel, Record<string, Curve>>
  const thresholds = {} as Record<ModelLabel, number>
  const shares: number[] = []
  for (const [k, label] of MODEL_LABELS.entries()) {
    const rows = labelledRows(data, 'validation', label).filter((i) => truthOf(data.rows[i]!, label) !== null)
    const truth = rows.map((i) => truthOf(data.rows[i]!, label) as number)
    const texts = rows.map((i) => data.rows[i]!.text)
    const sets = rows.map((i) => data.rows[i]!.set)
    const [alone, summed] = [scoreTexts(linear, texts, k), scoreTexts(both, texts, k)]
    const mix = (share: number) => alone.map((score, i) => score + share * (summed[i]! - score))
    const share = chooseShare(mix, truth, sets)
    shares.push(share)
    const scores = mix(share)
    // Its few sets differ in what they call toxic; a score is right for all of their rows together.
    const counts = label === 'toxic' ? sets.map(() => 1) : setWeights(sets)
    const isRare = truth.reduce((sum, each) => sum + each, 0) < LEAST_TO_FIT
    const curve = isRare ? rareCurve(scores, truth) : fitCurve(scores, truth, counts)
    const held = { scores, truth, weights: counts, rows: rows.map((i) => data.rows[i]!) }
    curves[label] = isRare ? { all: curve } : bendByPart(curve, held)
    const calibrated = scores.map((score, i) => {
      const { language } = held.rows[i]!
      return applyCurve(pickCurve(curves[label]!, language, surfaceOf(held.rows[i]!) ?? 'dm'), score)
    })
    const isOrdinary = sets.map((set) => /^own_(intents|everyday|anchors|mentions)/.test(set))
    thresholds[label] = isRare
      ? 0.5
      : chooseThreshold(calibrated, truth, isOrdinary, OPERATING[label], counts)
  }
  return { ...base, network: { ...base.network, shares }, curves, thresholds }
}

const LEAST_TO_BEND = 40

interface Held {
  readonly scores: readonly number[]
  readonly truth: readonly number[]
  readonly weights: readonly number[]
  readonly rows: readonly Row[]
}

/**
 * The curve of all, of each language with enough hits, and of a language on each surface where both surfaces have enough
 * hits of their own; each starts from the one before it. A row that may stand on either surface counts on both.
 */
function bendByPart(all: Curve, held: Held): Record<string, Curve> {
  const curves: Record<string, Curve> = { all }
  const hitsOf = (isIn: (row: Row) => boolean) =>
    held.rows.filter((row, i) => held.truth[i] === 1 && isIn(row)).length
  const bend = (name: string, from: Curve, isIn: (row: Row) => boolean) => {
    const at = [...held.rows.keys()].filter((i) => isIn(held.rows[i]!))
    const pick = (of: readonly number[]) => at.map((i) => of[i]!)
    const line = (score: number) => applyCurve(from, score)
    curves[name] = fitCurve(pick(held.scores), pick(held.truth), pick(held.weights), line)
  }
  for (const language of LANGUAGES) {
    const isHere = (row: Row) => row.language === language
    if (hitsOf(isHere) < LEAST_TO_BEND) continue
    bend(language, all, isHere)
    const ownHits = Surface.options.map((own) => hitsOf((row) => isHere(row) && surfaceOf(row) === own))
    if (Math.min(...ownHits) < LEAST_TO_BEND) continue
    for (const surface of Surface.options)
      bend(
        `${language} ${surface}`,
        curves[language]!,
        (row) => isHere(row) && surfaceOf(row) !== other(surface),
      )
  }
  return curves
}

const other = (surface: Surface): Surface => (surface === 'dm' ? 'comment' : 'dm')

/**
 * Too few held-out hits to fit a curve: half is put a little above every held-out row without the label, so that the
 * threshold at least keeps its false positives.
 */
function rareCurve(scores: readonly number[], truth: readonly number[]): Curve {
  const half = Math.max(...scores.filter((_, i) => truth[i] === 0)) + 0.3
  return { scores: [half - 6, half, half + 6], probabilities: [0.001, 0.5, 0.99] }
}

/** Log-odds of one label for each text, as the shipped code gives them. */
export function scoreTexts(model: OpenModel, texts: readonly string[], label: number): number[] {
  return texts.map((text) => model.scorer.score(readText(model.table, text)).scores[label]!)
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseThreshold, type LabelledCase } from '../src/confidence/choose-threshold.ts'
import { loadEmbedder } from '../src/inference/embedded/embed-text.ts'
import { calibrate, makeRanker, readRankerWeights } from '../src/inference/embedded/rank-passages.ts'
import type { RiskRow } from '../src/inference/passage-ranker.ts'
import { isJudged, type Measured, measureShop, readShops, type ShopFile, toShop } from './measure-shop.ts'
import { findBestF, fitCalibration } from './retrieval-calibrate.ts'
import { RANKER_ID, writeRanker } from './write-ranker.ts'

/** At most so much of what is sent without a person may be wrong where an operator chose no other limit. */
const AUTO_RISK = 0.05
/** The ranker's raw probability as it is. */
export const UNCALIBRATED = { raw: Float32Array.of(0, 1), right: Float32Array.of(0, 1) }

/**
 * Fits what the shipped ranker's confidence means, and its thresholds, on whole businesses that neither the embedder nor
 * the networks learned from: training/data/shops, training/data/risk-shops and the demo. Simulated shops ask harder things
 * than people do, so that confidence fitted on them is far too low. The shops of evals/ stay for measuring.
 */
export function calibrateRetrieval({ outDir, log }: { outDir: string; log: (line: string) => void }): void {
  const manifest = JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8')) as {
    files: Record<string, string>
  }
  const embedder = loadEmbedder(outDir, manifest.files['embedder.bin']!)
  const weights = readRankerWeights(outDir, manifest.files['ranker.bin']!)
  const raw = makeRanker(
    { id: RANKER_ID, thresholds: { faq: 0, auto: 1 }, risks: [] },
    { ...weights, calibration: UNCALIBRATED },
    embedder,
  )
  const shops = [...readShops('shops'), ...readShops('risk-shops'), readDemo()]
  const measured = shops.flatMap((shop) => measureShop(shop, embedder, raw)).filter(isJudged)
  const calibration = fitCalibration(
    measured.map(({ confidence, isRight }) => ({ raw: confidence, isRight })),
  )
  const judged = measured.map((m) => ({ ...m, confidence: calibrate(calibration, m.confidence) }))
  // The curve keeps the order, so that cases which it was fitted on may set a threshold too: the networks saw none.
  // Shops are asked harder things than ours in equal parts: of the everyday messages every second counts.
  const harder = judged.filter(({ isEveryday }, i) => !isEveryday || i % 2 === 0)
  const risks = listRisks(harder)
  const auto = risks.find(({ risk }) => risk === AUTO_RISK)?.threshold ?? 1
  const faq = Math.min(auto, findBestF(harder, harder.filter((m) => m.isAnswerable).length))
  writeRanker(outDir, { ...weights, calibration }, { thresholds: { faq, auto }, risks }, embedder.dimensions)
  log(
    `retrieval: calibrated on ${measured.length} messages, ${harder.length} of them for thresholds; faq ${faq.toFixed(3)}, auto ${auto.toFixed(3)}`,
  )
  for (const row of risks)
    log(`${describeRisk(row)}${row.threshold === null ? '' : byKind(judged, row.threshold)}`)
}

/** What a threshold covers of everyday messages and of those that were written to be hard. */
function byKind(
  cases: readonly (LabelledCase & Pick<Measured, 'isAnswerable' | 'isEveryday'>)[],
  threshold: number,
) {
  const describe = (name: string, own: typeof cases) => {
    const sent = own.filter((one) => one.confidence >= threshold)
    const right = sent.filter((one) => one.isRight).length
    const covered = right / own.filter((one) => one.isAnswerable).length
    return `${name} ${covered.toFixed(3)}, ${sent.length - right} of ${sent.length} wrong`
  }
  const everyday = describe(
    'everyday',
    cases.filter((one) => one.isEveryday),
  )
  return `; ${everyday}; ${describe(
    'hard',
    cases.filter((one) => !one.isEveryday),
  )}`
}

function readDemo(): ShopFile {
  const folder = join(import.meta.dirname, '..', 'src', 'demo')
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  return toShop({ business: 'demo', entries: read('pet-shop.json'), messages: read('messages.json') })
}

/** The limits that an operator can choose; between two, the stricter one counts. */
const RISKS = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2]

/** The threshold of each risk, where these cases can show that it is kept. */
function listRisks(cases: readonly (LabelledCase & { isAnswerable: boolean })[]): RiskRow[] {
  const answerable = cases.filter((one) => one.isAnswerable)
  return RISKS.map((risk) => {
    const choice = chooseThreshold(cases, risk)
    if (!choice.ok) return { risk, threshold: null, answered: 0, wrong: 0, bound: null, coverage: 0 }
    const { threshold, answered, wrong, bound } = choice
    const covered = answerable.filter((one) => one.confidence >= threshold).length
    return { risk, threshold, answered, wrong, bound, coverage: covered / answerable.length }
  })
}

function describeRisk({ risk, threshold, answered, wrong, bound, coverage }: RiskRow): string {
  if (threshold === null) return `retrieval: at most ${risk} wrong: not shown by these cases`
  return `retrieval: at most ${risk} wrong: from ${threshold.toFixed(3)}, ${answered} answered, ${wrong} wrongly, bound ${bound!.toFixed(3)}, coverage ${coverage.toFixed(3)}`
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEmbedder } from '../src/inference/embedded/embed-text.ts'
import { calibrate, makeRanker, readRankerWeights } from '../src/inference/embedded/rank-passages.ts'
import { measureShop, readShop, type ShopFile, toShop } from './measure-shop.ts'
import { findBestF1, findBoundedThreshold, fitCalibration } from './retrieval-calibrate.ts'
import { RANKER_ID, writeRanker } from './write-ranker.ts'

/** The upper 95% bound of the share of automatic answers that are wrong, on the messages that set the threshold. */
const AUTO_BOUND = 0.065
/** The ranker's raw probability as it is. */
const IDENTITY = { raw: Float32Array.of(0, 1), right: Float32Array.of(0, 1) }

/**
 * Fits what the shipped ranker's confidence means, and its thresholds, on whole businesses that neither the embedder nor
 * the networks learned from: training/data/shops and the demo. Simulated shops, which trained the networks, ask harder
 * things than people do, so that confidence fitted on them is far too low. evals/shops stays for measuring.
 */
export function calibrateRetrieval({ outDir, log }: { outDir: string; log: (line: string) => void }): void {
  const manifest = JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8')) as {
    files: Record<string, string>
  }
  const embedder = loadEmbedder(outDir, manifest.files['embedder.bin']!)
  const weights = readRankerWeights(outDir, manifest.files['ranker.bin']!)
  const raw = makeRanker(RANKER_ID, { faq: 0, auto: 1 }, { ...weights, calibration: IDENTITY }, embedder)
  // Spam and hate are held back before an answer is thought of.
  const measured = readShops()
    .flatMap((shop) => measureShop(shop, embedder, raw))
    .filter((m) => m.category === 'faq' || m.category === 'needs_human')
  const calibration = fitCalibration(
    measured.map(({ confidence, isRight }) => ({ raw: confidence, isRight })),
  )
  const judged = measured.map((m) => ({ ...m, confidence: calibrate(calibration, m.confidence) }))
  const auto = findBoundedThreshold(judged, AUTO_BOUND)
  const faq = Math.min(auto, findBestF1(judged, judged.filter((m) => m.isAnswerable).length))
  writeRanker(outDir, { ...weights, calibration }, { faq, auto }, embedder.dimensions)
  const sent = judged.filter((m) => m.confidence >= auto)
  const wrong = sent.filter((m) => !m.isRight).length
  log(
    `retrieval: calibrated on ${measured.length} messages; thresholds faq ${faq.toFixed(3)}, auto ${auto.toFixed(3)}, where ${sent.length} are answered and ${wrong} wrongly`,
  )
}

function readShops(): ShopFile[] {
  const folder = join(import.meta.dirname, 'data', 'shops')
  const demo = join(import.meta.dirname, '..', 'src', 'demo')
  const read = (name: string) => JSON.parse(readFileSync(join(demo, name), 'utf8'))
  return [
    ...readdirSync(folder)
      .sort()
      .map((name) => readShop(join(folder, name))),
    toShop({ business: 'demo', entries: read('pet-shop.json'), messages: read('messages.json') }),
  ]
}

import { join } from 'node:path'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import type { RankerWeights } from '../src/inference/embedded/rank-passages.ts'
import type { Network } from '../src/inference/embedded/score-candidates.ts'
import type { PassageRanker } from '../src/inference/passage-ranker.ts'
import { updateManifest } from './update-manifest.ts'
import { writeModelFile } from './write-model-file.ts'

export const RANKER_ID = 'recado-ranker-6'

/** Writes ranker.bin and its checksum. */
export function writeRanker(
  outDir: string,
  weights: RankerWeights,
  { thresholds, risks }: Pick<PassageRanker, 'thresholds' | 'risks'>,
  dimensions: number,
): void {
  const { networks } = weights
  const joined = (read: (network: Network) => ArrayLike<number>) => ({
    dtype: 'float32' as const,
    values: Float32Array.from(networks.flatMap((network) => Array.from(read(network)))),
  })
  const float = (values: Float32Array) => ({ dtype: 'float32' as const, values })
  const hidden = networks[0]!.output.length
  const meta = { thresholds, risks, dimensions, hidden, networks: networks.length, features: FEATURE_COUNT }
  const sha256 = writeModelFile(join(outDir, 'ranker.bin'), RANKER_ID, meta, {
    prototypes: float(weights.prototypes),
    rarityHashes: { dtype: 'uint32', values: Uint32Array.from(weights.rarity.keys()) },
    rarity: float(Float32Array.from(weights.rarity.values())),
    answerability: float(weights.answerability),
    means: joined((network) => network.means),
    scales: joined((network) => network.scales),
    hidden: joined((network) => network.hidden),
    hiddenBias: joined((network) => network.hiddenBias),
    output: joined((network) => network.output),
    outputBias: joined((network) => [network.outputBias]),
    covered: joined((network) => network.covered),
    elsewhere: joined((network) => network.elsewhere),
    missing: joined((network) => network.missing),
    phrases: { dtype: 'uint32', values: weights.phrases },
    raw: float(weights.calibration.raw),
    right: float(weights.calibration.right),
  })
  updateManifest(outDir, 'ranker.bin', sha256)
}

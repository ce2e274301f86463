import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WORD_PLACES } from '../src/inference/embedded/analyse-text.ts'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import { readRankerWeights } from '../src/inference/embedded/rank-passages.ts'
import { countRows, type Network } from '../src/inference/embedded/score-candidates.ts'
import { writeRanker } from './write-ranker.ts'

test('a ranker is read back as it was written, each network with its own numbers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-ranker-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: {} }))
  const phrases = Uint32Array.of(4, 9, WORD_PLACES + 2)
  const hidden = 2
  const network = (first: number): Network => {
    const part = (length: number, step: number) => Float32Array.from({ length }, (_, i) => first + step + i)
    return {
      means: part(FEATURE_COUNT, 0),
      scales: part(FEATURE_COUNT, 1),
      hidden: part(hidden * FEATURE_COUNT, 2),
      hiddenBias: part(hidden, 3),
      output: part(hidden, 4),
      outputBias: first,
      covered: part(countRows(phrases), 5),
      elsewhere: part(countRows(phrases), 6),
      missing: part(countRows(phrases), 7),
    }
  }
  const weights = {
    prototypes: Float32Array.of(1, 2),
    rarity: new Map([[17, 0.5]]),
    answerability: Float32Array.of(1, 2, 3, 4, -1),
    networks: [network(100), network(200)],
    phrases,
    calibration: { raw: Float32Array.of(0, 1), right: Float32Array.of(0, 1) },
  }
  writeRanker(folder, weights, { thresholds: { faq: 0.3, auto: 0.8 }, risks: [] }, 4)
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect(readRankerWeights(folder, files['ranker.bin'])).toEqual(weights)
})

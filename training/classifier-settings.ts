import type { ModelLabel } from '../src/inference/text-classifier.ts'
import type { FamilyScales } from './classifier-matrix.ts'
import type { FitOptions } from './fit-label.ts'
import type { NetworkOptions } from './fit-network.ts'

/** Settings found by search on the validation fold; training/README names what was tried. */
export const BITS = 19
export const SCALES: FamilyScales = [0.8, 1.2, 0.7, 0.3]

const COMMON: FitOptions = { epochs: 5, rate: 0.1, decay: 1e-3, seed: 1, dropout: 0.3 }
const FASTER: FitOptions = { ...COMMON, rate: 0.15, dropout: 0.2 }
export const FIT: Readonly<Record<ModelLabel, FitOptions>> = {
  spam: { ...FASTER, decay: 1e-4 },
  hate: FASTER,
  personal: COMMON,
  courtesy: COMMON,
  danger: { ...FASTER, decay: 1e-4 },
  toxic: { ...FASTER, epochs: 4 },
}

/**
 * How thresholds are chosen on the validation fold: F-beta, and at most this rate of false positives on what customers
 * ordinarily write; beta < 1 where a false alarm costs more than a miss, as with a customer taken for a spammer.
 */
export const OPERATING: Readonly<Record<ModelLabel, { beta: number; mostFalsePositives: number }>> = {
  spam: { beta: 0.7, mostFalsePositives: 0.004 },
  hate: { beta: 1, mostFalsePositives: 0.002 },
  personal: { beta: 1, mostFalsePositives: 1 },
  courtesy: { beta: 0.8, mostFalsePositives: 0.01 },
  danger: { beta: 1, mostFalsePositives: 0.005 },
  toxic: { beta: 0.85, mostFalsePositives: 0.02 },
}

/** The network beside the linear heads. More epochs learn the training sentences by heart. */
export const NETWORK = { wordBits: 15, letterBits: 16, width: 24, filters: 48, hidden: 32 }
export const NETWORK_FIT: NetworkOptions = { epochs: 2, rate: 0.05, seed: 1, dropout: 0.4, hidden: 0.35 }

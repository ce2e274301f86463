import { Lookup, lookUp, type Network, type NetworkShape } from '../src/inference/embedded/context-network.ts'
import { findNegated } from '../src/inference/embedded/extract-features.ts'
import type { ClassTable } from '../src/inference/embedded/find-classes.ts'
import { readText } from '../src/inference/embedded/read-text.ts'
import { MODEL_LABELS } from '../src/inference/text-classifier.ts'
import type { ClassifierData } from './classifier-data.ts'
import { NETWORK, NETWORK_FIT } from './classifier-settings.ts'
import { fitNetwork, makeNetwork, type NetworkExample } from './fit-network.ts'

interface TrainedNetwork {
  /** As it will be read back: with the weights that fit into 8 bits rounded so. */
  readonly network: Network
  readonly steps: { words: number; letters: number }
  readonly arrays: Readonly<Record<string, { dtype: 'int8' | 'float32'; values: Int8Array | Float32Array }>>
}

/** Fits the network on the train fold, all labels at once, and rounds what is large to 8 bits. */
export function trainNetwork(
  data: ClassifierData,
  table: ClassTable,
  log: (line: string) => void,
): TrainedNetwork {
  const shape: NetworkShape = { ...NETWORK, labels: MODEL_LABELS.length }
  const examples = data.rows.flatMap((row, i): NetworkExample[] => {
    if (data.folds[i] !== 'train') return []
    const lookup = readLookup(table, shape, row.text)
    if (lookup.length === 0) return []
    const pick = (of: 'value' | 'weight') =>
      Float32Array.from(MODEL_LABELS, (label) => row.targets[label]?.[of] ?? 0)
    return [{ lookup, targets: pick('value'), weights: pick('weight') }]
  })
  const network = makeNetwork(shape, NETWORK_FIT.seed)
  fitNetwork(network, examples, NETWORK_FIT, (epoch, loss) =>
    log(`classifier: network, epoch ${epoch + 1} of ${NETWORK_FIT.epochs}, loss ${loss.toFixed(4)}`),
  )
  const words = quantise(network.words)
  const letters = quantise(network.letters)
  const { shape: _, words: __, letters: ___, ...plain } = network
  const arrays = Object.entries(plain).map(([name, values]) => [name, { dtype: 'float32' as const, values }])
  return {
    network: { ...network, words: words.rounded, letters: letters.rounded },
    steps: { words: words.step, letters: letters.step },
    arrays: {
      words: { dtype: 'int8', values: words.values },
      letters: { dtype: 'int8', values: letters.values },
      ...Object.fromEntries(arrays),
    },
  }
}

const MOST_ITEMS = 96

function readLookup(table: ClassTable, shape: NetworkShape, text: string): Lookup {
  const read = readText(table, text)
  const items = read.items.slice(0, MOST_ITEMS)
  const lookup = new Lookup()
  lookUp(lookup, shape, items, findNegated(read, 0, items.length), read.quoted)
  // Kept for the whole training, so without the room that a lookup has for longer texts.
  lookup.words = lookup.words.slice(0, items.length)
  lookup.classes = lookup.classes.slice(0, items.length)
  lookup.flags = lookup.flags.slice(0, items.length)
  lookup.letterStarts = lookup.letterStarts.slice(0, items.length + 1)
  lookup.letters = lookup.letters.slice(0, lookup.letterStarts[items.length])
  return lookup
}

function quantise(weights: Float32Array): { values: Int8Array; rounded: Float32Array; step: number } {
  const sizes = weights.map(Math.abs).sort()
  const step = Number((sizes[Math.floor(sizes.length * 0.9999)]! / 127).toPrecision(8))
  const values = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / step))))
  return { values, rounded: Float32Array.from(values, (value) => value * step), step }
}

import { expect, test } from 'vitest'
import {
  convolve,
  decide,
  embedItems,
  explainPass,
  Lookup,
  lookUp,
  type Network,
  Pass,
  pool,
} from '../src/inference/embedded/context-network.ts'
import { makeClassTable } from '../src/inference/embedded/find-classes.ts'
import { readText } from '../src/inference/embedded/read-text.ts'
import { fitNetwork, makeNetwork, type NetworkExample } from './fit-network.ts'

const shape = { wordBits: 8, letterBits: 8, width: 8, filters: 12, hidden: 8, labels: 1 }
const options = { epochs: 60, rate: 0.05, seed: 1, dropout: 0, hidden: 0 }
const table = makeClassTable()

/** The same words in another order: no bag of words tells these apart. */
const TEXTS: readonly [string, number][] = [
  ['bruno avisou carla ontem', 1],
  ['carla avisou bruno ontem', 0],
  ['ontem bruno avisou carla', 1],
  ['ontem carla avisou bruno', 0],
]

function lookupOf(text: string): Lookup {
  const { items, quoted } = readText(table, text)
  const lookup = new Lookup()
  lookUp(lookup, shape, items, new Uint8Array(items.length), quoted)
  return lookup
}

const examples = TEXTS.map(
  ([text, target]): NetworkExample => ({
    lookup: lookupOf(text),
    targets: Float32Array.of(target),
    weights: Float32Array.of(1),
  }),
)

function scoreOf(network: Network, text: string, pass = new Pass(shape)): number {
  const lookup = lookupOf(text)
  embedItems(network, lookup, pass)
  convolve(network, lookup.length, pass)
  pool(network, pass, 0, lookup.length)
  decide(network, pass)
  return pass.logits[0]!
}

function fitted(): Network {
  const network = makeNetwork(shape, 1)
  fitNetwork(network, examples, options, () => {})
  return network
}

test('the order of words is learnt, and the same seed gives the same weights', () => {
  const network = fitted()
  for (const [text, target] of TEXTS) expect(scoreOf(network, text) > 0).toBe(target === 1)
  expect(fitted()).toEqual(network)
})

test('a pass that read a longer text before reads the next one as if it were new', () => {
  const network = fitted()
  const pass = new Pass(shape)
  scoreOf(network, 'carla avisou bruno ontem e depois hoje de novo bem cedo', pass)
  expect(scoreOf(network, TEXTS[0]![0], pass)).toBe(scoreOf(network, TEXTS[0]![0]))
})

test('what the filters found is laid to the words that they found it at', () => {
  const network = fitted()
  const pass = new Pass(shape)
  scoreOf(network, TEXTS[0]![0], pass)
  const added = new Float64Array(4)
  explainPass(network, pass, 0, 1, added)
  expect(Math.max(...added.map(Math.abs))).toBeGreaterThan(0.1)
})

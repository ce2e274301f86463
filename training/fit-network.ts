import { makeRandom, type Random } from '../src/evals/make-random.ts'
import {
  convolve,
  decide,
  eachTrait,
  embedItems,
  type Lookup,
  MARGIN,
  type Network,
  type NetworkShape,
  Pass,
  pool,
  SPAN,
  TRAITS,
} from '../src/inference/embedded/context-network.ts'

/** One row as the network sees it: what is looked up, and a target and a weight for each label (weight 0: open). */
export interface NetworkExample {
  readonly lookup: Lookup
  readonly targets: Float32Array
  readonly weights: Float32Array
}

export interface NetworkOptions {
  readonly epochs: number
  readonly rate: number
  readonly seed: number
  /** Share of what was pooled that each step leaves out. */
  readonly dropout: number
  /** Share of words known by their classes alone in a step, so that what is learnt holds for words never seen. */
  readonly hidden: number
}

type Part = Exclude<keyof Network, 'shape'>
const PARTS: readonly Part[] = [
  'words',
  'letters',
  'traits',
  'kernel',
  'kernelBias',
  'dense',
  'denseBias',
  'out',
  'outBias',
]

/** A network with seeded weights. */
export function makeNetwork(shape: NetworkShape, seed: number): Network {
  const random = makeRandom(seed)
  const inputs = shape.filters + shape.width
  const fill = (size: number, spread: number) =>
    Float32Array.from({ length: size }, () => (random() * 2 - 1) * spread)
  return {
    shape,
    words: fill(2 ** shape.wordBits * shape.width, 0.1),
    letters: fill(2 ** shape.letterBits * shape.width, 0.1),
    traits: fill(TRAITS * shape.width, 0.3),
    kernel: fill(shape.filters * SPAN * shape.width, Math.sqrt(3 / (SPAN * shape.width))),
    kernelBias: new Float32Array(shape.filters),
    dense: fill(shape.hidden * inputs, Math.sqrt(3 / inputs)),
    denseBias: new Float32Array(shape.hidden),
    out: fill(shape.labels * shape.hidden, Math.sqrt(3 / shape.hidden)),
    outBias: new Float32Array(shape.labels),
  }
}

/** Fits the network in place by AdaGrad in a seeded order, a row at a time, with a rate that falls to a tenth. */
export function fitNetwork(
  network: Network,
  examples: readonly NetworkExample[],
  options: NetworkOptions,
  onEpoch: (epoch: number, loss: number) => void,
): void {
  const trainer = new Trainer(network, options)
  const order = Uint32Array.from(examples.keys())
  const random = makeRandom(options.seed)
  const total = options.epochs * order.length
  let done = 0
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, random)
    let loss = 0
    for (const i of order) {
      loss += trainer.step(examples[i]!, options.rate * (1 - (0.9 * done) / total), random)
      done += 1
    }
    onEpoch(epoch, loss / order.length)
  }
}

function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1))
    ;[order[i], order[other]] = [order[other]!, order[i]!]
  }
}

/** One step of training at a time, with the room that it needs. */
class Trainer {
  readonly #network: Network
  readonly #options: NetworkOptions
  readonly #squares: Record<Part, Float32Array>
  readonly #pass: Pass
  readonly #isHidden = new Uint8Array(4096)
  readonly #kept: Float32Array
  readonly #logitSlopes: Float64Array
  readonly #hiddenSlopes: Float64Array
  readonly #pooledSlopes: Float64Array
  #vectorSlopes = new Float32Array(0)

  constructor(network: Network, options: NetworkOptions) {
    const { filters, width, labels, hidden } = network.shape
    this.#network = network
    this.#options = options
    this.#squares = Object.fromEntries(
      PARTS.map((part) => [part, new Float32Array(network[part].length).fill(0.01)]),
    ) as Record<Part, Float32Array>
    this.#pass = new Pass(network.shape)
    this.#kept = new Float32Array(filters + width)
    this.#logitSlopes = new Float64Array(labels)
    this.#hiddenSlopes = new Float64Array(hidden)
    this.#pooledSlopes = new Float64Array(filters + width)
  }

  /** Learns from one example and returns its loss before. */
  step({ lookup, targets, weights }: NetworkExample, rate: number, random: Random): number {
    const { dropout, hidden } = this.#options
    const pass = this.#pass
    for (let i = 0; i < lookup.length; i += 1) this.#isHidden[i] = random() < hidden ? 1 : 0
    embedItems(this.#network, lookup, pass, this.#isHidden)
    convolve(this.#network, lookup.length, pass)
    pool(this.#network, pass, 0, lookup.length)
    for (let k = 0; k < this.#kept.length; k += 1) {
      this.#kept[k] = random() < dropout ? 0 : 1 / (1 - dropout)
      pass.pooled[k]! *= this.#kept[k]!
    }
    decide(this.#network, pass)
    let loss = 0
    for (let label = 0; label < targets.length; label += 1) {
      const p = 1 / (1 + Math.exp(-pass.logits[label]!))
      const [target, weight] = [targets[label]!, weights[label]!]
      this.#logitSlopes[label] = weight * (p - target)
      loss -= weight * (target * Math.log(p + 1e-9) + (1 - target) * Math.log(1 - p + 1e-9))
    }
    this.#learnOut(rate)
    this.#learnDense(rate)
    this.#learnFilters(lookup.length, rate)
    this.#learnVectors(lookup, rate)
    return loss
  }

  #learn(part: Part, at: number, slope: number, rate: number): void {
    const square = this.#squares[part]
    square[at]! += slope * slope
    this.#network[part][at]! -= (rate * slope) / Math.sqrt(square[at]!)
  }

  #learnOut(rate: number): void {
    const { out, shape } = this.#network
    const { hidden } = this.#pass
    this.#hiddenSlopes.fill(0)
    for (let label = 0; label < shape.labels; label += 1) {
      const slope = this.#logitSlopes[label]!
      if (slope === 0) continue
      for (let h = 0; h < shape.hidden; h += 1) {
        const at = label * shape.hidden + h
        if (hidden[h]! <= 0) continue
        this.#hiddenSlopes[h]! += slope * out[at]!
        this.#learn('out', at, slope * hidden[h]!, rate)
      }
      this.#learn('outBias', label, slope, rate)
    }
  }

  #learnDense(rate: number): void {
    const { dense, shape } = this.#network
    const { pooled } = this.#pass
    const inputs = pooled.length
    const slopes = this.#pooledSlopes.fill(0)
    for (let h = 0; h < shape.hidden; h += 1) {
      const slope = this.#hiddenSlopes[h]!
      if (slope === 0) continue
      for (let k = 0; k < inputs; k += 1) {
        if (pooled[k] === 0) continue
        const at = h * inputs + k
        slopes[k]! += slope * dense[at]!
        this.#learn('dense', at, slope * pooled[k]!, rate)
      }
      this.#learn('denseBias', h, slope, rate)
    }
    for (let k = 0; k < inputs; k += 1) slopes[k]! *= this.#kept[k]!
  }

  /** A filter learns where it was strongest; the mean of the vectors is shared by all of them. */
  #learnFilters(count: number, rate: number): void {
    const { kernel, shape } = this.#network
    const { filters, width } = shape
    const { best, vectors } = this.#pass
    const reach = SPAN * width
    const size = (count + SPAN - 1) * width
    if (this.#vectorSlopes.length < size) this.#vectorSlopes = new Float32Array(size * 2)
    else this.#vectorSlopes.fill(0, 0, size)
    for (let f = 0; f < filters; f += 1) {
      const slope = this.#pooledSlopes[f]!
      const i = best[f]!
      if (slope === 0 || i < 0) continue
      for (let d = 0; d < reach; d += 1) {
        this.#vectorSlopes[i * width + d]! += slope * kernel[f * reach + d]!
        this.#learn('kernel', f * reach + d, slope * vectors[i * width + d]!, rate)
      }
      this.#learn('kernelBias', f, slope, rate)
    }
    const share = 1 / Math.sqrt(Math.max(1, count))
    for (let i = 0; i < count; i += 1) {
      for (let d = 0; d < width; d += 1)
        this.#vectorSlopes[(i + MARGIN) * width + d]! += this.#pooledSlopes[filters + d]! * share
    }
  }

  #learnVectors(lookup: Lookup, rate: number): void {
    const { width } = this.#network.shape
    for (let i = 0; i < lookup.length; i += 1) {
      const from = (i + MARGIN) * width
      const spread = (part: Part, row: number, scale: number) => {
        for (let d = 0; d < width; d += 1)
          this.#learn(part, row * width + d, this.#vectorSlopes[from + d]! * scale, rate)
      }
      if (this.#isHidden[i] === 0) {
        spread('words', lookup.words[i]!, 1)
        const [first, last] = [lookup.letterStarts[i]!, lookup.letterStarts[i + 1]!]
        for (let k = first; k < last; k += 1) spread('letters', lookup.letters[k]!, 1 / (last - first))
      }
      eachTrait(lookup, i, (trait) => spread('traits', trait, 1))
    }
  }
}

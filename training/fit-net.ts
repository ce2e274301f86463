import { FAMILIES } from '../src/inference/embedded/extract-features.ts'
import type { Examples } from './fit-label.ts'
import type { Matrix } from './classifier-matrix.ts'
import { makeRandom } from './classifier-row.ts'

export interface NetOptions {
  readonly width: number
  readonly epochs: number
  readonly rate: number
  readonly dropout: number
  readonly seed: number
}

/**
 * A small net beside the linear heads: each feature has a vector of `width`, a row is the weighed sum of its vectors,
 * rectified, and each label reads that through weights of its own. All labels are learnt together.
 */
export interface Net {
  readonly width: number
  /** `vectors[column * width + unit]` */
  readonly vectors: Float32Array
  /** `heads[label * (width + 1) + unit]`, the bias last. */
  readonly heads: Float32Array
}

/** `examples[label]` name rows of the matrix; a row may have a target for some labels only. */
export function fitNet(matrix: Matrix, examples: readonly Examples[], options: NetOptions): Net {
  const { width } = options
  const labels = examples.length
  const random = makeRandom(options.seed)
  const size = 2 ** matrix.bits
  const vectors = Float32Array.from({ length: size * width }, () => (random() - 0.5) * 0.2)
  const heads = Float32Array.from({ length: labels * (width + 1) }, (_, i) => (i % (width + 1) === width ? -2 : random() - 0.5))
  const { targets, weights, order } = gather(matrix.rows, examples)
  const vectorSquares = new Float32Array(size).fill(1e-4)
  const headSquares = new Float32Array(heads.length).fill(1e-2)
  const hidden = new Float32Array(width)
  const back = new Float32Array(width)
  const columns = new Uint32Array(1 << 14)
  const values = new Float32Array(1 << 14)
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const rate = options.rate * (1 - epoch / options.epochs)
    for (let i = order.length - 1; i > 0; i -= 1) {
      const other = Math.floor(random() * (i + 1))
      const swap = order[i]!
      order[i] = order[other]!
      order[other] = swap
    }
    for (const row of order) {
      hidden.fill(0)
      back.fill(0)
      let kept = 0
      const rise = 1 / (1 - options.dropout)
      const to = matrix.offsets[row + 1]!
      for (let k = matrix.offsets[row]!; k < to && kept < columns.length; k += 1) {
        if (random() < options.dropout) continue
        const column = matrix.columns[k]!
        const value = matrix.values[row * FAMILIES.length + matrix.families[k]!]! * rise
        columns[kept] = column
        values[kept] = value
        kept += 1
        const base = column * width
        for (let u = 0; u < width; u += 1) hidden[u]! += vectors[base + u]! * value
      }
      for (let label = 0; label < labels; label += 1) {
        const weight = weights[row * labels + label]!
        if (weight === 0) continue
        const base = label * (width + 1)
        let score = heads[base + width]!
        for (let u = 0; u < width; u += 1) if (hidden[u]! > 0) score += heads[base + u]! * hidden[u]!
        const gradient = (1 / (1 + Math.exp(-score)) - targets[row * labels + label]!) * weight
        for (let u = 0; u <= width; u += 1) {
          const active = u === width ? 1 : Math.max(0, hidden[u]!)
          if (u < width && hidden[u]! > 0) back[u]! += gradient * heads[base + u]!
          if (active === 0) continue
          const slope = gradient * active
          headSquares[base + u]! += slope * slope
          heads[base + u]! -= (rate * slope) / Math.sqrt(headSquares[base + u]!)
        }
      }
      let square = 0
      for (let u = 0; u < width; u += 1) square += back[u]! * back[u]!
      if (square === 0) continue
      for (let k = 0; k < kept; k += 1) {
        const column = columns[k]!
        const value = values[k]!
        vectorSquares[column]! += (square * value * value) / width
        const pace = (rate * value) / Math.sqrt(vectorSquares[column]!)
        const base = column * width
        for (let u = 0; u < width; u += 1) vectors[base + u]! -= pace * back[u]!
      }
    }
  }
  return { width, vectors, heads }
}

function gather(rows: number, examples: readonly Examples[]) {
  const labels = examples.length
  const targets = new Float32Array(rows * labels)
  const weights = new Float32Array(rows * labels)
  const isUsed = new Uint8Array(rows)
  for (const [label, { rows: own, targets: values, weights: counts }] of examples.entries()) {
    for (const [i, row] of own.entries()) {
      targets[row * labels + label] = values[i]!
      weights[row * labels + label] = counts[i]!
      isUsed[row] = 1
    }
  }
  return { targets, weights, order: Uint32Array.from(isUsed.keys()).filter((row) => isUsed[row] === 1) }
}

/** The log-odds that the net gives a row of a matrix for each label. */
export function scoreNet(matrix: Matrix, row: number, net: Net, labels: number): Float64Array {
  const hidden = new Float64Array(net.width)
  const to = matrix.offsets[row + 1]!
  for (let k = matrix.offsets[row]!; k < to; k += 1) {
    const value = matrix.values[row * FAMILIES.length + matrix.families[k]!]!
    const base = matrix.columns[k]! * net.width
    for (let u = 0; u < net.width; u += 1) hidden[u]! += net.vectors[base + u]! * value
  }
  return Float64Array.from({ length: labels }, (_, label) => {
    const base = label * (net.width + 1)
    let score = net.heads[base + net.width]!
    for (let u = 0; u < net.width; u += 1) if (hidden[u]! > 0) score += net.heads[base + u]! * hidden[u]!
    return score
  })
}

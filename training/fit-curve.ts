import type { Curve } from '../src/inference/embedded/calibrate.ts'

/**
 * A calibration curve from held-out scores: Platt's logistic line (or `line`, where few rows bend a curve that many
 * gave), bent towards the isotonic fit as far as there are rows to support it. Points are given at the mean score of each
 * isotonic block.
 */
export function fitCurve(
  scores: readonly number[],
  labels: readonly number[],
  weights: readonly number[] = labels.map(() => 1),
  line: (score: number) => number = fitPlatt(scores, labels, weights),
): Curve {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!)
  const count = Math.max(4, Math.min(24, Math.round(Math.sqrt(order.length) / 2)))
  const points: { score: number; probability: number; weight: number }[] = []
  for (let bin = 0; bin < count; bin += 1) {
    const part = order.slice((bin * order.length) / count, ((bin + 1) * order.length) / count)
    if (part.length === 0) continue
    const weight = part.reduce((sum, i) => sum + weights[i]!, 0)
    const score = part.reduce((sum, i) => sum + scores[i]! * weights[i]!, 0) / weight
    const hits = part.reduce((sum, i) => sum + labels[i]! * weights[i]!, 0)
    // The line stands for this many rows of its own.
    const probability = (hits + PRIOR * line(score)) / (weight + PRIOR)
    points.push({ score, probability, weight })
  }
  return toCurve(pool(points), line)
}

const PRIOR = 12

function toCurve(
  blocks: readonly { score: number; probability: number }[],
  platt: (score: number) => number,
): Curve {
  const scores: number[] = []
  const probabilities: number[] = []
  const add = (score: number, probability: number) => {
    if (scores.length > 0 && score <= scores.at(-1)!) return
    scores.push(Number(score.toFixed(4)))
    probabilities.push(Number(Math.max(probability, probabilities.at(-1) ?? 0).toFixed(5)))
  }
  const first = blocks[0]!
  add(first.score - 4, Math.min(first.probability, platt(first.score - 4)))
  for (const block of blocks) add(block.score, block.probability)
  const last = blocks.at(-1)!
  add(last.score + 4, Math.max(last.probability, platt(last.score + 4)))
  return { scores, probabilities }
}

/** Pools neighbours that go down until the probabilities only rise. */
function pool(points: readonly { score: number; probability: number; weight: number }[]) {
  const blocks: { score: number; probability: number; weight: number }[] = []
  for (const point of points) {
    blocks.push({ ...point })
    while (blocks.length > 1 && blocks.at(-1)!.probability < blocks.at(-2)!.probability) {
      const b = blocks.pop()!
      const a = blocks.pop()!
      const weight = a.weight + b.weight
      blocks.push({
        score: (a.score * a.weight + b.score * b.weight) / weight,
        probability: (a.probability * a.weight + b.probability * b.weight) / weight,
        weight,
      })
    }
  }
  return blocks
}

/** Platt's line by Newton's method with his smoothed targets. */
export function fitPlatt(
  scores: readonly number[],
  labels: readonly number[],
  weights: readonly number[],
): (score: number) => number {
  const positives = labels.reduce((sum, y, i) => sum + y * weights[i]!, 0)
  const negatives = labels.reduce((sum, y, i) => sum + (1 - y) * weights[i]!, 0)
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  let a = 1
  let b = 0
  for (let round = 0; round < 60; round += 1) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-6, 0, 1e-6]
    for (const [i, score] of scores.entries()) {
      const target = labels[i]! * high + (1 - labels[i]!) * low
      const p = 1 / (1 + Math.exp(-(a * score + b)))
      const slope = (p - target) * weights[i]!
      const bend = Math.max(1e-9, p * (1 - p)) * weights[i]!
      ga += slope * score
      gb += slope
      haa += bend * score * score
      hab += bend * score
      hbb += bend
    }
    const det = haa * hbb - hab * hab
    const da = (hbb * ga - hab * gb) / det
    const db = (haa * gb - hab * ga) / det
    a = Math.max(0.05, a - clip(da))
    b -= clip(db)
    if (Math.abs(da) + Math.abs(db) < 1e-6) break
  }
  return (score) => 1 / (1 + Math.exp(-(a * score + b)))
}

const clip = (x: number) => Math.max(-1, Math.min(1, x))

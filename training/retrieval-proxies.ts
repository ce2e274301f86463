import { type Random, shuffle } from '../src/evals/make-random.ts'
import { encodeNoisy } from './retrieval-contrastive.ts'
import type { Group, GroupText } from './retrieval-data.ts'
import type { Synonyms } from './retrieval-synonyms.ts'
import { addScaled, backward, dotAt, encodeText, forward, type LearningTable } from './retrieval-vectors.ts'

export interface ProxyOptions {
  readonly temperature: number
  readonly rate: number
  readonly epochs: number
  /** Called after every 128 texts with the learning rate of the moment and their mean loss. */
  readonly onStep: (step: number, steps: number, rate: number, loss: number) => void
}

/** Texts between two calls of `onStep`. */
const PER_STEP = 128
/** How far a proxy moves toward a text of its own, or away from another's. */
const PROXY_RATE = 0.02
/** A proxy that gets less than this much of the blame is left alone; most get less. */
const LEAST_PUSH = 3e-4

interface Lesson {
  readonly text: GroupText
  readonly group: number
  /** Looks like the group and is not of it. */
  readonly isLookAlike: boolean
}

/**
 * Each group has a proxy, a unit vector that is learned along, and each text is told from all groups at once by a
 * softmax over its cosines with them; a look-alike is only pushed away from its group (Proxy-NCA, Movshovitz-Attias
 * and others 2017). It learns in a few passes what pairs of texts take hundreds of rounds for.
 */
export function learnByProxies(
  table: LearningTable,
  groups: readonly Group[],
  synonyms: Synonyms,
  { temperature, rate, epochs, onStep }: ProxyOptions,
  random: Random,
): void {
  const d = table.dimensions
  const proxies = meanVectors(table, groups)
  const lessons = groups.flatMap(listLessons)
  const steps = epochs * Math.ceil(lessons.length / PER_STEP)
  const unit = new Float32Array(d)
  const gradient = new Float32Array(d)
  const shares = new Float32Array(groups.length)
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = shuffle(lessons, random)
    for (let at = 0; at < order.length; at += PER_STEP) {
      const now = rate * (1 - (0.9 * step) / steps)
      let loss = 0
      for (const { text, group, isLookAlike } of order.slice(at, at + PER_STEP)) {
        const encoded = encodeNoisy(table, text, synonyms, random)
        const length = forward(table, encoded, unit, 0)
        if (length === 0) continue
        shareOut(shares, unit, proxies, temperature)
        gradient.fill(0)
        if (isLookAlike) addScaled(gradient, 0, shares[group]!, proxies, group * d, d)
        else blame(gradient, unit, proxies, shares, group)
        if (!isLookAlike) loss -= Math.log(shares[group]! + 1e-12) / PER_STEP
        backward(table, encoded, unit, gradient, 0, length, now)
      }
      for (let i = 0; i < groups.length; i += 1) normalise(proxies, i * d, d)
      step += 1
      onStep(step, steps, now, loss)
    }
  }
}

function listLessons({ texts, lookAlikes }: Group, group: number): Lesson[] {
  return [
    ...texts.map((text) => ({ text, group, isLookAlike: false })),
    ...lookAlikes.map((text) => ({ text, group, isLookAlike: true })),
  ]
}

function meanVectors(table: LearningTable, groups: readonly Group[]): Float32Array {
  const d = table.dimensions
  const means = new Float32Array(groups.length * d)
  const unit = new Float32Array(d)
  for (const [i, { texts }] of groups.entries()) {
    for (const { text } of texts) {
      forward(table, encodeText(table, text), unit, 0)
      addScaled(means, i * d, 1, unit, 0, d)
    }
    normalise(means, i * d, d)
  }
  return means
}

/** The softmax over the cosines of a text with every proxy. */
function shareOut(
  shares: Float32Array,
  unit: Float32Array,
  proxies: Float32Array,
  temperature: number,
): void {
  let total = 0
  for (let i = 0; i < shares.length; i += 1) {
    shares[i] = Math.exp((dotAt(unit, 0, proxies, i * unit.length, unit.length) - 1) / temperature)
    total += shares[i]!
  }
  for (let i = 0; i < shares.length; i += 1) shares[i]! /= total
}

/** The loss's gradient by the text's vector; the proxies move at once. */
function blame(
  gradient: Float32Array,
  unit: Float32Array,
  proxies: Float32Array,
  shares: Float32Array,
  own: number,
): void {
  const d = unit.length
  for (let i = 0; i < shares.length; i += 1) {
    const push = shares[i]! - (i === own ? 1 : 0)
    if (Math.abs(push) < LEAST_PUSH) continue
    addScaled(gradient, 0, push, proxies, i * d, d)
    addScaled(proxies, i * d, -PROXY_RATE * push, unit, 0, d)
  }
}

function normalise(vectors: Float32Array, at: number, size: number): void {
  const length = Math.sqrt(dotAt(vectors, at, vectors, at, size)) || 1
  for (let k = 0; k < size; k += 1) vectors[at + k]! /= length
}

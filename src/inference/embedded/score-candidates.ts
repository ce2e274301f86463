import { PHRASE_PLACES, WORD_PLACES } from './analyse-text.ts'
import { FEATURE_COUNT, type RankerInput } from './pair-features.ts'

/** What phrases of a query add to the score of a candidate, a number a row. */
export interface PhraseNumbers {
  /** Where the candidate has the phrase. */
  readonly covered: Float32Array
  /** Where only another candidate has it. */
  readonly elsewhere: Float32Array
  /** Where none has it. */
  readonly missing: Float32Array
}

/** One hidden layer of tanh over standardised features, and beside it what the phrases say. */
export interface Network extends PhraseNumbers {
  readonly means: Float32Array
  readonly scales: Float32Array
  /** hidden × FEATURE_COUNT */
  readonly hidden: Float32Array
  readonly hiddenBias: Float32Array
  readonly output: Float32Array
  readonly outputBias: number
}

/** A query beside its candidates with the rows of its phrases in place of their places. */
export type RankerRows = WithRows<RankerInput>
export type WithRows<Input extends RankerInput> = Omit<Input, 'places'> & { readonly rows: Uint32Array }

/** Words that are not known share the first row, and pairs of words the one after those of words. */
export const countRows = (known: Uint32Array): number => known.length + 2

/** Finds the rows of phrases; the places that are known come in ascending order. */
export function openRows(known: Uint32Array): <Input extends RankerInput>(input: Input) => WithRows<Input> {
  const words = known.filter((place) => place < WORD_PLACES).length + 1
  const byPlace = new Uint32Array(PHRASE_PLACES).fill(words, WORD_PLACES)
  for (const [i, place] of known.entries()) byPlace[place] = place < WORD_PLACES ? i + 1 : i + 2
  return ({ places, ...input }) => ({ ...input, rows: places.map((place) => byPlace[place]!) })
}

/**
 * The probability of each candidate, where one more choice is that none answers: the networks' scores through a
 * softmax with a zero for "none", averaged over the networks.
 */
export function rawProbabilities(networks: readonly Network[], input: RankerRows): number[] {
  const count = input.features.length / FEATURE_COUNT
  const mean = new Array<number>(count).fill(0)
  for (const network of networks) {
    const scores = Array.from(
      { length: count },
      (_, i) => scoreRow(network, input.features, i * FEATURE_COUNT) + scorePhrases(network, input, i),
    )
    const top = Math.max(0, ...scores)
    const total = scores.reduce((sum, score) => sum + Math.exp(score - top), Math.exp(-top))
    for (const [i, score] of scores.entries()) mean[i]! += Math.exp(score - top) / total / networks.length
  }
  return mean
}

function scoreRow(network: Network, features: Float32Array, at: number): number {
  let score = network.outputBias
  for (let h = 0; h < network.output.length; h += 1) {
    let sum = network.hiddenBias[h]!
    for (let f = 0; f < FEATURE_COUNT; f += 1) {
      sum +=
        network.hidden[h * FEATURE_COUNT + f]! * (features[at + f]! - network.means[f]!) * network.scales[f]!
    }
    score += network.output[h]! * Math.tanh(sum)
  }
  return score
}

/** A phrase counts as covered as far as the candidate comes near it, as elsewhere as far as another comes nearer, else as missing. */
export function scorePhrases(
  { missing, elsewhere, covered }: PhraseNumbers,
  { rows, nearest, best }: RankerRows,
  candidate: number,
): number {
  let score = 0
  for (const [i, row] of rows.entries()) {
    const near = nearest[candidate * rows.length + i]!
    score += covered[row]! * near + elsewhere[row]! * (best[i]! - near) + missing[row]! * (1 - best[i]!)
  }
  return score
}

import { LANGUAGES } from '../src/domain/language.ts'
import { makeRandom, shuffle } from '../src/evals/make-random.ts'
import { readUnitFeatures, scoreText } from '../src/inference/embedded/score-text.ts'
import { isJudged, type ShopFile } from './measure-shop.ts'
import type { Intent } from './retrieval-data.ts'

const PLACES = 2 ** 18
const EPOCHS = 8
const RATE = 1
/** The squared gradient that each number starts with. */
const PRIOR = 0.1
const DECAY = 3e-4

/**
 * What the wording of a message alone says of whether a business's entries answer it, as score-text.ts reads it: logistic
 * regression on hashed features by Adagrad (Duchi and others 2011). A matter of one's own, an offer or a complaint rarely has
 * an entry. The settings were chosen by the area under the curve on training/data/risk-shops.
 */
export function learnAnswerability(intents: readonly Intent[], shops: readonly ShopFile[]): Float32Array {
  const rows = [
    ...shops.flatMap(({ messages }) =>
      messages.filter(isJudged).map(({ text, expected }) => readRow(text, expected !== null)),
    ),
    ...intents.flatMap(({ specific }) =>
      LANGUAGES.flatMap((l) => specific[l].map((text) => readRow(text, false))),
    ),
  ]
  const random = makeRandom(5)
  const numbers = new Float32Array(PLACES + 1)
  const squares = new Float32Array(PLACES + 1).fill(PRIOR)
  const learn = (place: number, slope: number, rate: number) => {
    squares[place]! += slope ** 2
    numbers[place]! -= (rate * slope) / Math.sqrt(squares[place]!)
  }
  const steps = EPOCHS * rows.length
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const row of shuffle(rows, random)) {
      step += 1
      const rate = RATE * (1 - (0.95 * step) / steps)
      const blame = 1 / (1 + Math.exp(-scoreText(numbers, row))) - (row.isAnswerable ? 1 : 0)
      for (const [i, hash] of row.hashes.entries()) {
        const place = hash & (PLACES - 1)
        learn(place, blame * row.weights[i]! + DECAY * numbers[place]!, rate)
      }
      learn(PLACES, blame, rate)
    }
  }
  return numbers
}

function readRow(text: string, isAnswerable: boolean) {
  return { ...readUnitFeatures(text), isAnswerable }
}

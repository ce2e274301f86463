import { splitWords } from '../src/inference/embedded/split-words.ts'
import { readShops } from './measure-shop.ts'
import { readIntents, toGroup } from './retrieval-data.ts'

/** Every text that the retrieval was trained or calibrated on and that the project wrote. */
export function listTrainingTexts(): string[] {
  const intents = readIntents().map(toGroup)
  const shops = [...readShops('shops'), ...readShops('risk-shops'), ...readShops('learn-shops')]
  return [
    ...intents.flatMap((group) => [...group.texts, ...group.lookAlikes].map(({ text }) => text)),
    ...shops.flatMap((shop) => shop.messages.map(({ text }) => text)),
    ...shops.flatMap((shop) => shop.entries.flatMap(({ question, answer }) => [question, answer])),
  ]
}

/** The text with every number as one sign: what a sentence is when only its fillings differ. */
export function skeletonOf(text: string): string {
  return splitWords(text)
    .map((word) => (/^\d/.test(word) ? '0' : word))
    .join(' ')
}

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

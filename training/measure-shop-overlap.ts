import { splitWords } from '../src/inference/embedded/split-words.ts'
import { readShops } from './measure-shop.ts'
import { readHeldOutShops } from './read-held-out-shops.ts'
import { readIntents, toGroup } from './retrieval-data.ts'

/** Words in a row that two texts must share to overlap. */
const SIZE = 5

main()

/** Prints how many texts of the held-out shops (evals/knowledge) share five words in a row with the retrieval's training texts. */
function main(): void {
  const known = new Set<string>()
  const skeletons = new Set<string>()
  for (const text of listTrainingTexts()) {
    for (const gram of gramsOf(text)) known.add(gram)
    skeletons.add(skeletonOf(text))
  }
  for (const { name, shop } of readHeldOutShops()) {
    const texts = shop.messages.map((message) => message.text)
    const grams = texts.flatMap(gramsOf)
    const shared = grams.filter((gram) => known.has(gram)).length
    const messages = texts.filter((text) => gramsOf(text).some((gram) => known.has(gram))).length
    const same = texts.map(skeletonOf).filter((skeleton) => skeleton !== '' && skeletons.has(skeleton)).length
    process.stdout.write(
      `${name}: ${shared} of ${grams.length} 5-grams in training, in ${messages} of ${texts.length} messages; ${same} with the skeleton of a training text\n`,
    )
  }
}

function listTrainingTexts(): string[] {
  const intents = readIntents().map(toGroup)
  const shops = [...readShops('shops'), ...readShops('risk-shops'), ...readShops('learn-shops')]
  return [
    ...intents.flatMap((group) => [...group.texts, ...group.lookAlikes].map(({ text }) => text)),
    ...shops.flatMap((shop) => shop.messages.map(({ text }) => text)),
    ...shops.flatMap((shop) => shop.entries.flatMap(({ question, answer }) => [question, answer])),
  ]
}

function gramsOf(text: string): string[] {
  const words = splitWords(text)
  return Array.from({ length: Math.max(0, words.length - SIZE + 1) }, (_, i) =>
    words.slice(i, i + SIZE).join(' '),
  )
}

/** The text with every number as one sign: what a sentence is when only its fillings differ. */
function skeletonOf(text: string): string {
  return splitWords(text)
    .map((word) => (/^\d/.test(word) ? '0' : word))
    .join(' ')
}

import { skeletonOf } from '../src/evals/skeleton-of.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { listTrainingTexts } from './list-training-texts.ts'
import { readHeldOutShops } from './read-held-out-shops.ts'

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

function gramsOf(text: string): string[] {
  const words = splitWords(text)
  return Array.from({ length: Math.max(0, words.length - SIZE + 1) }, (_, i) =>
    words.slice(i, i + SIZE).join(' '),
  )
}

import { splitWords } from '../inference/embedded/split-words.ts'

/** The words of a text with every number as one sign: what a sentence is when only its fillings differ. */
export function skeletonOf(text: string): string {
  return splitWords(text)
    .map((word) => (/^\d/.test(word) ? '0' : word))
    .join(' ')
}

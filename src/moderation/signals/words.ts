import { matchesPattern } from '../match-pattern.ts'
import { type Signal, scored } from './signal.ts'

/** Word lists of the workspace, for all languages or for the text's own; each list that matches is an aspect. */
export const words: Signal = {
  name: 'words',
  examine: (_ctx, { language, words, wordLists }) => {
    const known = new Set(words)
    const hits = wordLists.filter(
      (list) =>
        // In a language that could not be named, every list counts.
        (language === 'und' || list.language === null || list.language === language) &&
        list.patterns.some((pattern) => matchesPattern(pattern, words, known)),
    )
    return scored('words', Object.fromEntries(hits.map((list) => [list.name, 1])))
  },
}

import { skeleton } from './split-rows.ts'

const K1 = 1.2
const B = 0.75
const NEAREST = 15

/** BM25 alone: the share of hits among the training rows nearest to each text, weighed by their scores. */
export function scoreByNeighbours(
  rows: readonly { text: string; truth: number }[],
  texts: readonly string[],
): { scores: number[]; msPerMessage: number; megabytes: number } {
  const documents = rows.map(({ text }) => skeleton(text).split(' '))
  const postings = new Map<string, number[]>()
  for (const [i, words] of documents.entries()) {
    for (const word of new Set(words)) {
      const list = postings.get(word)
      if (list === undefined) postings.set(word, [i])
      else list.push(i)
    }
  }
  const mean = documents.reduce((sum, words) => sum + words.length, 0) / documents.length
  const start = performance.now()
  const scores = texts.map((text) => {
    const sums = new Map<number, number>()
    for (const word of new Set(skeleton(text).split(' '))) {
      const list = postings.get(word) ?? []
      const idf = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5))
      for (const i of list) {
        const gain = (idf * (K1 + 1)) / (1 + K1 * (1 - B + (B * documents[i]!.length) / mean))
        sums.set(i, (sums.get(i) ?? 0) + gain)
      }
    }
    const nearest = [...sums].sort((a, b) => b[1] - a[1]).slice(0, NEAREST)
    const total = nearest.reduce((sum, [, score]) => sum + score, 0)
    return total === 0 ? 0 : nearest.reduce((sum, [i, score]) => sum + score * rows[i]!.truth, 0) / total
  })
  const bytes = rows.reduce((sum, { text }) => sum + text.length, 0)
  return { scores, msPerMessage: (performance.now() - start) / texts.length, megabytes: bytes / 1e6 }
}

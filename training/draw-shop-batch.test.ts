import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { textFeatures } from '../src/inference/embedded/text-features.ts'
import { drawShopBatch, toAskedShop } from './draw-shop-batch.ts'
import type { ShopFile } from './measure-shop.ts'
import { encodeText, startTable } from './retrieval-vectors.ts'

const entry = (external_id: string, question: string, answer: string) => ({
  external_id,
  question,
  answer,
  language: 'en' as const,
})
const message = (text: string, category: string, expected: string | null = null) => ({
  text,
  lang: 'en' as const,
  category,
  expected,
})
const SHOP: ShopFile = {
  business: 'barber',
  entries: [entry('hours', 'opening', 'nine'), entry('parking', 'garage', 'behind')],
  messages: [
    message('tonight', 'faq', 'hours'),
    message('piercings', 'needs_human'),
    message('followers', 'spam'),
    message('vermin', 'hate'),
  ],
}

test('what is spam or hate is not learned as something that the knowledge does not answer', () => {
  expect(toAskedShop(SHOP).unanswered).toEqual([{ text: 'piercings', language: 'en' }])
})

test('an entry is told by what was asked for it, or else by its own question and answer', () => {
  const words = ['opening', 'nine', 'tonight', 'garage', 'behind', 'piercings']
  const hashes = words.flatMap((word) => [...textFeatures(splitWords(word)).hashes])
  const table = startTable(Uint32Array.from(new Set(hashes)), { dimensions: 4, seed: 1 })
  const random = makeRandom(3)
  const rowsOf = (word: string) => [...encodeText(table, word).rows]
  const pairs = Array.from({ length: 40 }, () =>
    drawShopBatch(table, toAskedShop(SHOP), (text) => text, random),
  ).filter(({ left, right, others }) => [...left, ...right, ...others].every(({ rows }) => rows.length > 0))
  const wordOf = (rows: Int32Array) => words.find((word) => rowsOf(word).includes(rows[0]!))
  const drawn = pairs.map(({ left, right }) =>
    left.map((text, i) => `${wordOf(text.rows)}-${wordOf(right[i]!.rows)}`),
  )
  const seen = (at: number) => [...new Set(drawn.map((texts) => texts[at]))].sort()
  expect(seen(0)).toEqual(expect.arrayContaining(['nine-tonight', 'opening-tonight']))
  expect(seen(1)).toEqual(expect.arrayContaining(['behind-garage', 'garage-behind']))
  expect(pairs.every(({ others }) => others.length === 1)).toBe(true)
})

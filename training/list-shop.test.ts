import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import { shrinkShop } from './list-shop.ts'

test('what a shrunken business no longer answers is asked half as often, and expected nowhere', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `entry-${i}`)
  const shop = {
    business: 'barber',
    entries: ids.map((external_id) => ({ external_id, question: '?', answer: '!', language: 'en' as const })),
    messages: ids.map((expected) => ({ text: expected, lang: 'en' as const, category: 'faq', expected })),
  }
  const random = makeRandom(1)
  let [left, inVain] = [0, 0]
  for (let i = 0; i < 50; i += 1) {
    const small = shrinkShop(shop, random)
    const kept = new Set(small.entries.map(({ external_id }) => external_id))
    expect(kept.size).toBeGreaterThanOrEqual(1)
    expect(kept.size).toBeLessThanOrEqual(12)
    const texts = new Set(small.messages.map(({ text }) => text))
    for (const id of kept) expect(texts).toContain(id)
    for (const { text, expected } of small.messages) expect(expected).toBe(kept.has(text) ? text : null)
    left += 30 - kept.size
    inVain += small.messages.length - kept.size
  }
  expect(inVain / left).toBeCloseTo(0.5, 1)
})

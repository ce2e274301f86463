import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import { shrinkShop } from './list-shop.ts'

test('what a shrunken business no longer answers is expected nowhere', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `entry-${i}`)
  const shop = {
    business: 'barber',
    entries: ids.map((external_id) => ({ external_id, question: '?', answer: '!', language: 'en' as const })),
    messages: ids.map((expected) => ({ text: expected, lang: 'en' as const, category: 'faq', expected })),
  }
  const random = makeRandom(1)
  for (let i = 0; i < 50; i += 1) {
    const small = shrinkShop(shop, random)
    const kept = new Set(small.entries.map(({ external_id }) => external_id))
    expect(kept.size).toBeGreaterThanOrEqual(1)
    expect(kept.size).toBeLessThanOrEqual(12)
    expect(small.messages).toHaveLength(30)
    for (const { text, expected } of small.messages) expect(expected).toBe(kept.has(text) ? text : null)
  }
})

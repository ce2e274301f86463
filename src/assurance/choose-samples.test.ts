import { expect, test } from 'vitest'
import { chooseSamples, type SentReply } from './choose-samples.ts'

const SHARES = { share: 0.05, doubleShare: 0.2 }

const replies = (n: number, over: Partial<SentReply> = {}): SentReply[] =>
  Array.from({ length: n }, (_, i) => ({
    draftId: `drf-${i}`,
    messageId: `msg-${over.channelId ?? 'shop'}-${i}`,
    language: 'pt',
    channelId: 'shop',
    confidence: 0.97,
    template: 'knowledge',
    ...over,
  }))

test('draws about the share by lot, some of them for two reviewers', () => {
  const chosen = chooseSamples(replies(20_000), new Map(), SHARES)
  const byLot = chosen.filter(({ drawn }) => drawn === 'lot').length
  // Four standard deviations around 1,000.
  expect(Math.abs(byLot - 1000)).toBeLessThan(4 * Math.sqrt(950))
  const double = chosen.filter(({ needed }) => needed === 2).length
  expect(double / chosen.length).toBeGreaterThan(0.15)
  expect(double / chosen.length).toBeLessThan(0.25)
})

test('draws the same after a restart in the middle as in one go', () => {
  const all = replies(3000)
  const whole = chooseSamples(all, new Map(), SHARES)
  const passed = new Map<string, number>()
  const parts = [
    ...chooseSamples(all.slice(0, 1234), passed, SHARES),
    ...chooseSamples(all.slice(1234), passed, SHARES),
  ]
  expect(parts).toEqual(whole)
})

test('no kind is passed over for more than twice as long as the lot needs', () => {
  const kinds = [
    replies(200),
    replies(200, { language: 'es' }),
    replies(200, { channelId: 'mail' }),
    replies(200, { confidence: 0.85 }),
    replies(200, { template: 'draft-reply@3' }),
  ]
  const mixed = kinds[0]!.flatMap((_, i) => kinds.map((kind, k) => ({ ...kind[i]!, draftId: `${k}-${i}` })))
  const chosen = new Set(chooseSamples(mixed, new Map(), SHARES).map(({ draftId }) => draftId))
  for (const k of kinds.keys()) {
    const at = Array.from({ length: 200 }, (_, i) => i).filter((i) => chosen.has(`${k}-${i}`))
    const gaps = [-1, ...at].map((place, i) => (at[i] ?? 200) - place)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(40)
  }
})

test('draws nothing where the share is 0, and everything where it is 1', () => {
  expect(chooseSamples(replies(50), new Map(), { share: 0, doubleShare: 1 })).toEqual([])
  expect(chooseSamples(replies(50), new Map(), { share: 1, doubleShare: 0 })).toHaveLength(50)
})

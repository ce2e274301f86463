import { expect, test } from 'vitest'
import { makeDecisionBell } from './decision-bell.ts'

test('everybody who waits for the thread goes on, and nobody else', async () => {
  const bell = makeDecisionBell()
  const order: string[] = []
  const wait = (thread: string, name: string, ms: number) =>
    bell.wait(thread, ms).then(() => order.push(name))
  const all = [wait('a', 'first', 10_000), wait('a', 'second', 10_000), wait('b', 'other', 30)]
  bell.ring('a')
  await Promise.all(all)
  expect(order).toEqual(['first', 'second', 'other'])
  bell.ring('a')
})

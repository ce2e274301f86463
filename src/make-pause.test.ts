import { expect, test, vi } from 'vitest'
import { makePause } from './make-pause.ts'

test('a wake ends every wait in hand, and none that begins later', async () => {
  const { pause, wake } = makePause()
  const ended: string[] = []
  const first = pause(60_000).then(() => ended.push('first'))
  const second = pause(60_000).then(() => ended.push('second'))
  wake()
  await Promise.all([first, second])
  pause(60_000).then(() => ended.push('third'))
  await Promise.resolve()
  expect(ended).toEqual(['first', 'second'])
  wake()
})

test('a wait that nobody cuts short ends by itself', async () => {
  vi.useFakeTimers()
  const waited = makePause().pause(500)
  await vi.advanceTimersByTimeAsync(500)
  await waited
  vi.useRealTimers()
})

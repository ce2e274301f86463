import { expect, test, vi } from 'vitest'
import { makeLogger } from './logger.ts'
import { workUntilStopped } from './work-until-stopped.ts'

const ctx = { logger: makeLogger('silent') }
const HOUR_MS = 3_600_000

test('does one thing after another and waits where nothing is due', async () => {
  const answers = [true, true, false]
  const next = vi.fn(async () => answers.shift() ?? false)
  const worker = workUntilStopped(ctx, { next, failure: 'failed', pollMs: HOUR_MS, loops: 1 })
  await vi.waitFor(() => expect(next).toHaveBeenCalledTimes(3))
  await worker.stop()
  expect(next).toHaveBeenCalledTimes(3)
})

test('looks again where it is woken at work, and where it waits', async () => {
  let finish = () => {}
  const next = vi.fn(() => new Promise<boolean>((resolve) => (finish = () => resolve(false))))
  const worker = workUntilStopped(ctx, { next, failure: 'failed', pollMs: HOUR_MS, loops: 1 })
  worker.wake()
  finish()
  await vi.waitFor(() => expect(next).toHaveBeenCalledTimes(2))
  finish()
  // Two turns of the queue later it waits.
  await new Promise((resolve) => setImmediate(resolve))
  worker.wake()
  await vi.waitFor(() => expect(next).toHaveBeenCalledTimes(3))
  finish()
  await worker.stop()
})

test('goes on after work that threw', async () => {
  const next = vi.fn(async () => false).mockRejectedValueOnce(new Error('down'))
  const worker = workUntilStopped(ctx, { next, failure: 'failed', pollMs: 1, loops: 1 })
  await vi.waitFor(() => expect(next.mock.calls.length).toBeGreaterThan(1))
  await worker.stop()
})

test('tells work in hand that it is to end, and works in as many loops as asked', async () => {
  const seen: (() => boolean)[] = []
  const next = (isStopping: () => boolean) => {
    seen.push(isStopping)
    return vi.waitUntil(isStopping, { interval: 1 }).then(() => false)
  }
  const worker = workUntilStopped(ctx, { next, failure: 'failed', pollMs: HOUR_MS, loops: 2 })
  expect(seen).toHaveLength(2)
  await worker.stop()
  expect(seen.map((isStopping) => isStopping())).toEqual([true, true])
})

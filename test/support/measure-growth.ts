/** How often the longer text is as long as the shorter one. */
const TIMES = 4
const RUNS = 5

/** Work that grows with the square of the length; what is tried again from every place grows with its cube at least. */
export const SQUARE = TIMES ** 2

/**
 * How many times as long the work takes for a text four times as long: the fastest of five runs each, so that a machine
 * that is busy with other things shows the same.
 */
export function measureGrowth(length: number, work: (length: number) => void): number {
  const [short, long] = [length / TIMES, length].map((size) =>
    Math.min(...Array.from({ length: RUNS }, () => timeOf(() => work(size)))),
  )
  return long! / short!
}

function timeOf(work: () => void): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

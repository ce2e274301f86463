/** How often the longer text is as long as the shorter one. */
const TIMES = 4
const RUNS = 5

/** Work that grows with the length stays below it, and work that grows with the length's square does not. */
export const BELOW_SQUARE = TIMES ** 1.5
/** The same for the square and the cube; what is tried again from every place grows with the cube at least. */
export const BELOW_CUBE = TIMES ** 2.5

/**
 * How many times as much processor time the work takes for a text four times as long: the least of five runs each. The time
 * on the clock would also count how long others keep the processor.
 */
export function measureGrowth(length: number, work: (length: number) => void): number {
  const [short, long] = [length / TIMES, length].map((size) =>
    Math.min(...Array.from({ length: RUNS }, () => processorTimeOf(() => work(size)))),
  )
  return long! / short!
}

/** In microseconds, of this process alone. */
function processorTimeOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

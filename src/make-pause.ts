/** A wait that somebody may cut short. */
export interface Pause {
  /** Until `ms` milliseconds are over or somebody wakes whoever waits, whichever comes first. */
  pause(ms: number): Promise<void>
  /** Ends every wait in hand; those that begin later are not meant. */
  wake(): void
}

/** What a worker waits by between two looks for work. */
export function makePause(): Pause {
  const waiting = new Set<() => void>()
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const resume = () => {
          clearTimeout(timer)
          waiting.delete(resume)
          resolve()
        }
        const timer = setTimeout(resume, ms)
        waiting.add(resume)
      }),
    wake() {
      for (const resume of waiting) resume()
    },
  }
}

/** Tells whoever waits for a thread's decision, within this process, that there is one. */
export interface DecisionBell {
  ring(threadId: string): void
  /** Resolves when the thread's bell rings, or after `ms` milliseconds. */
  wait(threadId: string, ms: number): Promise<void>
}

export function makeDecisionBell(): DecisionBell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring(threadId) {
      for (const resume of waiting.get(threadId) ?? []) resume()
    },
    wait: (threadId, ms) =>
      new Promise((resolve) => {
        const own = waiting.get(threadId) ?? new Set()
        const resume = () => {
          clearTimeout(timer)
          own.delete(resume)
          if (own.size === 0) waiting.delete(threadId)
          resolve()
        }
        const timer = setTimeout(resume, ms)
        own.add(resume)
        waiting.set(threadId, own)
      }),
  }
}

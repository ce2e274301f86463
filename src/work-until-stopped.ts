import { nameError } from './errors.ts'
import type { Logger } from './logger.ts'
import { makePause } from './make-pause.ts'

/** A worker, as whoever started it reaches it. */
export interface Worker {
  /** Looks for work now, rather than at the next poll; also where it is at work at this moment. */
  wake(): void
  /** Ends after the work in hand. */
  stop(): Promise<void>
}

interface Work {
  /** Does the next thing that is due; false where nothing is. */
  readonly next: (isStopping: () => boolean) => Promise<boolean>
  /** What the log says of one that threw. */
  readonly failure: string
  readonly pollMs: number
  /** Loops side by side; 0 does nothing. */
  readonly loops: number
}

/** Does one thing after another until stopped, and waits where nothing is due. One that throws is logged and waited after. */
export function workUntilStopped(
  { logger }: { readonly logger: Logger },
  { next, failure, pollMs, loops }: Work,
): Worker {
  const { pause, wake: endPauses } = makePause()
  let isStopping = false
  let wakes = 0
  const wake = () => {
    wakes += 1
    endPauses()
  }
  const running = Array.from({ length: loops }, () => run())
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await Promise.all(running)
    },
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      const before = wakes
      const isBusy = await next(() => isStopping).catch((error: unknown) => {
        logger.error({ err: nameError(error) }, failure)
        return false
      })
      if (!isBusy && wakes === before && !isStopping) await pause(pollMs)
    }
  }
}

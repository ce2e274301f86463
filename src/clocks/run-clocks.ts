import { nameError } from '../errors.ts'
import { makePause } from '../make-pause.ts'
import { type CheckContext, checkNext } from './check-next.ts'

export interface ClockRunner {
  /** Looks for what is due now, rather than at the next poll. */
  wake(): void
  /** Ends after the check in hand. */
  stop(): Promise<void>
}

const POLL_MS = 1000

/** Checks threads whose clocks have come due until stopped; several processes may do so at once. 0 checks nothing. */
export function runClocks(ctx: CheckContext, concurrency: number): ClockRunner {
  const { pause, wake } = makePause()
  let isStopping = false
  const loops = Array.from({ length: concurrency }, () => loop())
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await Promise.all(loops)
    },
  }

  async function loop(): Promise<void> {
    while (!isStopping) {
      const isBusy = await checkNext(ctx).catch((error: unknown) => {
        ctx.logger.error({ err: nameError(error) }, 'looking for due clocks failed')
        return false
      })
      if (!isBusy && !isStopping) await pause(POLL_MS)
    }
  }
}

import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { makePause } from '../make-pause.ts'
import type { BroadcastContext } from './change-broadcast.ts'
import { takeStep } from './take-step.ts'

const POLL_MS = 1000

/** Takes the steps of broadcasts as they come due, until stopped; several processes may. With `isOn` false it does nothing. */
export function runBroadcasts(ctx: BroadcastContext & { readonly logger: Logger }, isOn: boolean) {
  let isStopping = false
  const { pause, wake } = makePause()
  const ended = isOn ? loop() : Promise.resolve()
  return {
    async stop() {
      isStopping = true
      wake()
      await ended
    },
  }

  async function loop(): Promise<void> {
    while (!isStopping) {
      const isBusy = await takeStep(ctx).catch((error: unknown) => {
        ctx.logger.error({ err: nameError(error) }, 'a step of a broadcast failed')
        return false
      })
      if (!isBusy && !isStopping) await pause(POLL_MS)
    }
  }
}

import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { makePause } from '../make-pause.ts'
import type { DeskContext } from './change-thread.ts'
import { endClaims } from './end-claims.ts'
import { tellWaiting } from './tell-waiting.ts'
import { wakeSnoozed } from './wake-snoozed.ts'

const EVERY_MS = 2000
const DUTIES = { endClaims, wakeSnoozed, tellWaiting }

/**
 * The desk's clockwork: claims that run out, snoozes that end, customers who wait too long. Each duty is done by conditional
 * writes, so that any number of processes may run it.
 */
export function runDesk(
  ctx: DeskContext & { readonly logger: Logger },
  isOn: boolean,
): { stop(): Promise<void> } {
  let isStopping = false
  const { pause, wake } = makePause()
  const loop = isOn ? run() : Promise.resolve()
  return {
    async stop() {
      isStopping = true
      wake()
      await loop
    },
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      for (const [name, duty] of Object.entries(DUTIES)) {
        if (isStopping) return
        await duty(ctx).catch((error: unknown) =>
          ctx.logger.error({ duty: name, err: nameError(error) }, 'a duty of the desk failed'),
        )
      }
      if (!isStopping) await pause(EVERY_MS)
    }
  }
}

import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
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
  let wakeUp = () => {}
  const loop = isOn ? run() : Promise.resolve()
  return {
    async stop() {
      isStopping = true
      wakeUp()
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
      if (!isStopping) await pause()
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

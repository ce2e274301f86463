import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
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
export function runDesk(ctx: DeskContext & { readonly logger: Logger }, loops: number): Worker {
  const next = async (isStopping: () => boolean) => {
    for (const [name, duty] of Object.entries(DUTIES)) {
      if (isStopping()) break
      await duty(ctx).catch((error: unknown) =>
        ctx.logger.error({ duty: name, err: nameError(error) }, 'a duty of the desk failed'),
      )
    }
    return false
  }
  return workUntilStopped(ctx, { next, failure: 'the desk failed', pollMs: EVERY_MS, loops })
}

import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import type { BroadcastContext } from './change-broadcast.ts'
import { takeStep } from './take-step.ts'

const POLL_MS = 1000

/** Takes the steps of broadcasts as they come due, until stopped; several processes may. */
export function runBroadcasts(ctx: BroadcastContext & { readonly logger: Logger }, loops: number): Worker {
  const next = () => takeStep(ctx)
  return workUntilStopped(ctx, { next, failure: 'a step of a broadcast failed', pollMs: POLL_MS, loops })
}

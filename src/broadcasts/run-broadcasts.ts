import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { type StepContext, takeStep } from './take-step.ts'

const POLL_MS = 1000

/** Takes the steps of broadcasts as they come due, until stopped; several processes may. */
export function runBroadcasts(ctx: StepContext, loops: number): Worker {
  const next = () => takeStep(ctx)
  return workUntilStopped(ctx, { next, failure: 'a step of a broadcast failed', pollMs: POLL_MS, loops })
}

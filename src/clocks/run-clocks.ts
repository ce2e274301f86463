import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { type CheckContext, checkNext } from './check-next.ts'

const POLL_MS = 1000

/** Checks threads whose clocks have come due until stopped; several processes may do so at once. */
export function runClocks(ctx: CheckContext, loops: number): Worker {
  const next = () => checkNext(ctx)
  return workUntilStopped(ctx, { next, failure: 'looking for due clocks failed', pollMs: POLL_MS, loops })
}

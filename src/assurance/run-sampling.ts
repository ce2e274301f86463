import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { type DrawContext, drawSamples } from './draw-samples.ts'

const EVERY_MS = 10_000

/** Draws samples of what was sent until stopped; several processes may do so at once. */
export function runSampling(ctx: DrawContext & { readonly logger: Logger }, loops: number): Worker {
  const next = async () => {
    await drawSamples(ctx)
    return false
  }
  return workUntilStopped(ctx, { next, failure: 'drawing samples failed', pollMs: EVERY_MS, loops })
}

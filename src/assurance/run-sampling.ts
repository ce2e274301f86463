import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { makePause } from '../make-pause.ts'
import { type DrawContext, drawSamples } from './draw-samples.ts'

const EVERY_MS = 10_000

/** Draws samples of what was sent until stopped; several processes may do so at once. */
export function runSampling(
  ctx: DrawContext & { readonly logger: Logger },
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
      await drawSamples(ctx).catch((error: unknown) =>
        ctx.logger.error({ err: nameError(error) }, 'drawing samples failed'),
      )
      if (!isStopping) await pause(EVERY_MS)
    }
  }
}

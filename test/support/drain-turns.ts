import { claimTurn } from '../../src/pipeline/claim-turn.ts'
import { type WorkerContext, workOn } from '../../src/pipeline/run-worker.ts'

/** Works on every turn that is due now, as a worker would, and returns how many there were. */
export async function drainTurns(ctx: WorkerContext): Promise<number> {
  for (let turns = 0; ; turns += 1) {
    const claim = await claimTurn(ctx, '')
    if (claim === null) return turns
    await workOn(ctx, claim)
  }
}

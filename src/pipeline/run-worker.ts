import { and, eq } from 'drizzle-orm'
import { jobs } from '../db/schema.ts'
import { nameError } from '../errors.ts'
import { makePause } from '../make-pause.ts'
import { type Claim, claimTurn, LEASE_MS } from './claim-turn.ts'
import { processTurn, type TurnContext } from './process-turn.ts'

export interface WorkerContext extends TurnContext {
  readonly random: () => number
}

export interface Worker {
  /** Looks for work now, rather than at the next poll. */
  wake(): void
  /** Ends after the turns in hand; what they could not finish is released by their lease. */
  stop(): Promise<void>
}

const POLL_MS = 200
const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 60_000

/** Works on up to `concurrency` turns at a time until stopped. */
export function runWorker(ctx: WorkerContext, concurrency: number): Worker {
  // Every waiting loop wakes, and claims a turn of its own.
  const { pause, wake } = makePause()
  let isStopping = false
  let lastWorkspaceId = ''
  const loops = Array.from({ length: concurrency }, () => loop())
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await Promise.all(loops)
    },
  }

  async function loop(): Promise<void> {
    while (!isStopping) {
      const isBusy = await workOnce().catch((error) => {
        ctx.logger.error({ err: nameError(error) }, 'claiming a turn failed')
        return false
      })
      if (!isBusy && !isStopping) await pause(POLL_MS)
    }
  }

  async function workOnce(): Promise<boolean> {
    const claim = await claimTurn(ctx, lastWorkspaceId)
    if (claim === null) return false
    lastWorkspaceId = claim.workspaceId
    await workOn(ctx, claim)
    return true
  }
}

/** Works on one claimed turn; a turn that throws is put off, and in the end handed to a person. */
export async function workOn(ctx: WorkerContext, claim: Claim): Promise<void> {
  try {
    await processTurn(ctx, claim, AbortSignal.timeout((LEASE_MS * 2) / 3))
  } catch (error) {
    ctx.logger.error(
      { thread_id: claim.threadId, attempts: claim.attempts, err: nameError(error) },
      'a turn failed',
    )
    await putOff(ctx, claim).catch((cause) =>
      ctx.logger.error({ err: nameError(cause) }, 'putting a turn off failed'),
    )
  }
}

async function putOff(ctx: WorkerContext, claim: Claim): Promise<void> {
  const growing = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** claim.attempts)
  const backoffMs = growing * (0.5 + ctx.random())
  await ctx.db
    .update(jobs)
    .set({ lease_token: null, lease_until: null, due_at: new Date(ctx.clock().getTime() + backoffMs) })
    .where(
      and(
        eq(jobs.workspace_id, claim.workspaceId),
        eq(jobs.thread_id, claim.threadId),
        eq(jobs.lease_token, claim.token),
      ),
    )
}

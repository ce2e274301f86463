import { and, eq } from 'drizzle-orm'
import { jobs } from '../db/schema.ts'
import { nameError } from '../errors.ts'
import type { Installed } from '../inference/for-workspace.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { type Claim, claimTurn, LEASE_MS } from './claim-turn.ts'
import { processTurn, type TurnContext } from './process-turn.ts'

export interface WorkerContext extends Installed<TurnContext> {
  readonly random: () => number
}

const POLL_MS = 200
const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 60_000

/** Works on up to so many turns at a time until stopped. */
export function runWorker(ctx: WorkerContext, loops: number): Worker {
  let lastWorkspaceId = ''
  const next = async () => {
    const claim = await claimTurn(ctx, lastWorkspaceId)
    if (claim === null) return false
    lastWorkspaceId = claim.workspaceId
    await workOn(ctx, claim)
    return true
  }
  return workUntilStopped(ctx, { next, failure: 'claiming a turn failed', pollMs: POLL_MS, loops })
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

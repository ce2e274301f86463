import type { ProviderConfig } from '../../config.ts'
import { appendAudit } from '../../db/append-audit.ts'
import { evalRuns } from '../../db/schema.ts'
import type { Caller } from '../../domain/actor.ts'
import { AppError } from '../../errors.ts'
import type { CaseContext } from './propose-case.ts'
import { type Run, type RunInput, viewRun } from './read-runs.ts'

/** Takes a run of suites to be worked on in the background. Throws `not_configured` where it wants a provider that is not there. */
export async function startRun(
  ctx: CaseContext & {
    readonly config: { readonly provider: ProviderConfig | null }
    readonly wake: (what: 'evals') => void
  },
  caller: Caller,
  input: RunInput,
): Promise<Run> {
  if (input.is_provider_asked && ctx.config.provider === null)
    throw new AppError('not_configured', 'No provider is configured that could be asked')
  const run = await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(evalRuns)
      .values({
        id: ctx.newId('erun'),
        workspace_id: caller.workspaceId,
        state: 'queued',
        input,
        created_by: caller.actor,
        created_at: ctx.clock(),
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'eval_run.started', row!.id, {
      suites: input.suites,
      cases: input.cases,
    })
    return viewRun(row!)
  })
  ctx.wake('evals')
  return run
}

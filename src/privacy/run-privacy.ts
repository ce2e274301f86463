import { nameError } from '../errors.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { expireExports } from './change-export.ts'
import { type CompleteContext, completeNextRequest } from './complete-request.ts'
import { takeRetentionBatch } from './take-retention-batch.ts'

interface PrivacyOptions {
  readonly pollMs?: number
  /** Takes what was erased out of the files too; null where that is the operator's part. */
  readonly compact: (() => Promise<void>) | null
}

const POLL_MS = 10_000

/** Answers verified requests, takes what retention lets go, and closes exports that ran out, until stopped. */
export function runPrivacy(ctx: CompleteContext, loops: 0 | 1, options: PrivacyOptions): Worker {
  const next = async (isStopping: () => boolean) => {
    if ((await work(isStopping)) > 0) await compact()
    return false
  }
  return workUntilStopped(ctx, {
    next,
    failure: 'privacy work failed',
    pollMs: options.pollMs ?? POLL_MS,
    loops,
  })

  async function work(isStopping: () => boolean): Promise<number> {
    let done = 0
    await expireExports(ctx)
    while (!isStopping()) {
      // Who asked comes before what is merely old.
      if (await completeNextRequest(ctx)) {
        done += 1
        continue
      }
      const gone = await takeRetentionBatch(ctx)
      if (gone === null) break
      done += gone
    }
    return done
  }

  async function compact(): Promise<void> {
    await options.compact?.().catch((error: unknown) => {
      ctx.logger.error({ err: nameError(error) }, 'compacting the storage failed')
    })
  }
}

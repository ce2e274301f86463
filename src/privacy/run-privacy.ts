import { nameError } from '../errors.ts'
import { makePause } from '../make-pause.ts'
import { expireExports } from './change-export.ts'
import { type CompleteContext, completeNextRequest } from './complete-request.ts'
import { takeRetentionBatch } from './take-retention-batch.ts'

export interface PrivacyWorker {
  /** Looks for what is due now, rather than at the next poll. */
  wake(): void
  stop(): Promise<void>
}

interface PrivacyOptions {
  readonly pollMs?: number
  /** Takes what was erased out of the files too; null where that is the operator's part. */
  readonly compact: (() => Promise<void>) | null
}

const POLL_MS = 10_000

/** Answers verified requests, takes what retention lets go, and closes exports that ran out, until stopped. */
export function runPrivacy(ctx: CompleteContext, concurrency: 0 | 1, options: PrivacyOptions): PrivacyWorker {
  let isStopping = false
  let isWoken = false
  const waiter = makePause()
  const wake = () => {
    isWoken = true
    waiter.wake()
  }
  const ended = concurrency === 0 ? Promise.resolve() : loop()
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await ended
    },
  }

  async function loop(): Promise<void> {
    while (!isStopping) {
      isWoken = false
      const done = await work().catch((error: unknown) => {
        ctx.logger.error({ err: nameError(error) }, 'privacy work failed')
        return 0
      })
      if (done > 0) await compact()
      if (!isWoken && !isStopping) await waiter.pause(options.pollMs ?? POLL_MS)
    }
  }

  async function work(): Promise<number> {
    let done = 0
    await expireExports(ctx)
    while (!isStopping) {
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

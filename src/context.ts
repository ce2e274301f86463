import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Config } from './config.ts'
import type { Db } from './db/database.ts'
import type { InstalledModels } from './inference/models.ts'
import { type CandidateCache, makeCandidateCache } from './knowledge/load-candidates.ts'
import type { Logger } from './logger.ts'
import { openSightings, type Sightings } from './moderation/open-sightings.ts'
import { type DecisionBell, makeDecisionBell } from './pipeline/decision-bell.ts'
import type { Keyring } from './secrets/keyring.ts'

/** What verbs are given. Each verb's parameter type names only the slice that it needs. */
export interface Context {
  readonly db: Db
  readonly config: Config
  /** Seals and opens secrets at rest. */
  readonly keyring: Keyring
  readonly logger: Logger
  readonly models: InstalledModels
  /** Knowledge entries that were looked at lately. */
  readonly candidates: CandidateCache
  /** What repeats in messages, shared with the other processes. */
  readonly sightings: Sightings
  readonly bell: DecisionBell
  readonly clock: () => Date
  /** A prefixed UUIDv7: `newId('msg')` → `msg_0199…`. */
  readonly newId: (prefix: string) => string
  /** A number in [0, 1), for jitter. */
  readonly random: () => number
  /** Tells the workers of this process that something may be due. */
  readonly wake: (
    what: 'turns' | 'deliveries' | 'imports' | 'privacy' | 'backtests' | 'evals' | 'embeddings',
  ) => void
}

/** Ids of one millisecond sort as they were made: lists go by id, and tell in which order things happened. */
export function makeNewId(clock: () => Date): Context['newId'] {
  let last = Number.NaN
  let seq = 0
  return (prefix) => {
    const random = randomFillSync(new Uint8Array(16))
    const msecs = clock().getTime()
    // Starts anywhere in the lower half of its 32 bits, so that other processes' ids differ and it never overflows.
    seq = msecs === last ? seq + 1 : new DataView(random.buffer).getUint32(0) >>> 1
    last = msecs
    return `${prefix}_${v7({ msecs, seq, random }).replaceAll('-', '')}`
  }
}

/** The context of a running process: the real clock, random ids, and wakers that its owner sets. */
export function makeContext(
  parts: Pick<Context, 'db' | 'config' | 'keyring' | 'logger' | 'models'> & {
    readonly wakers: Record<Parameters<Context['wake']>[0], () => void>
  },
): Context {
  const { wakers, ...rest } = parts
  const clock = () => new Date()
  return {
    ...rest,
    candidates: makeCandidateCache(),
    sightings: openSightings(parts),
    bell: makeDecisionBell(),
    clock,
    newId: makeNewId(clock),
    random: Math.random,
    wake: (what) => wakers[what](),
  }
}

import { LRUCache } from 'lru-cache'
import type { Db } from '../db/database.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { FADES_S, FORGOTTEN_S, type Seen, shareSightings } from './share-sightings.ts'
import { keyOf } from './sign-text.ts'

/** How much of something was seen lately, and by how many senders at least. */
export interface Sighting {
  readonly level: number
  readonly senders: number
}

/** A message of somebody, and the keys of what it shows. */
export interface Shown {
  readonly workspaceId: string
  readonly contactId: string
  readonly messageId: string
  readonly keys: readonly number[]
}

/** What repeats, as this process knows it: all that it saw itself, and what the others had shared a moment ago. */
export interface Sightings {
  /** Counts what a message shows, once a message, without waiting for the database. */
  count(shown: Shown, now: Date): void
  read(workspaceId: string, key: number, now: Date): Sighting
  /** Waits until all that was counted here is shared, and what the others shared is known. */
  share(): Promise<void>
  /** The database did not take what was shared last. */
  readonly isFailing: boolean
}

interface Count {
  readonly level: number
  readonly senders: number
  readonly at: number
}

const SENDER_BITS = 31
const KEYS_KEPT = 50_000
const MESSAGES_KEPT = 20_000
/** Messages of so long are shared together where none of them waits for it. */
const GATHERS_MS = 50

export function openSightings({ db, logger }: { readonly db: Db; readonly logger: Logger }): Sightings {
  const counts = new LRUCache<string, Count>({ max: KEYS_KEPT })
  const counted = new LRUCache<string, true>({ max: MESSAGES_KEPT })
  let unshared: Seen[] = []
  let timer: NodeJS.Timeout | null = null
  let last: Promise<void> = Promise.resolve()
  let isFailing = false

  const write = async () => {
    const batch = unshared
    unshared = []
    if (batch.length === 0) return
    try {
      const rows = await shareSightings(db, batch)
      isFailing = false
      const unsharedOf = countKeys(unshared)
      for (const row of rows) {
        const key = nameOf(row.workspace_id, row.key)
        const senders = row.senders | (counts.get(key)?.senders ?? 0)
        const level = row.level + (unsharedOf.get(key) ?? 0)
        counts.set(key, { level, senders, at: row.seen_at.getTime() })
      }
    } catch (error) {
      isFailing = true
      throw error
    }
  }
  const share = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    // One after the other; whoever waits in line is in the same batch.
    last = last.catch(() => {}).then(write)
    return last
  }
  const shareSoon = () => {
    timer ??= setTimeout(() => {
      share().catch((error) => logger.error({ err: nameError(error) }, 'sightings could not be shared'))
    }, GATHERS_MS).unref()
  }

  return {
    count({ workspaceId, contactId, messageId, keys }, now) {
      if (counted.has(messageId)) return
      counted.set(messageId, true)
      const sender = 2 ** (keyOf('sender', contactId) % SENDER_BITS)
      for (const key of keys) {
        const name = nameOf(workspaceId, key)
        const before = fade(counts.get(name), now)
        counts.set(name, { level: before.level + 1, senders: before.senders | sender, at: before.at })
      }
      unshared.push({ workspaceId, messageId, keys, sender, at: now })
      shareSoon()
    },
    read(workspaceId, key, now) {
      const { level, senders } = fade(counts.get(nameOf(workspaceId, key)), now)
      return { level, senders: bitCount(senders) }
    },
    share,
    get isFailing() {
      return isFailing
    },
  }
}

const nameOf = (workspaceId: string, key: number) => `${workspaceId} ${key}`

/** As src/moderation/share-sightings.ts counts in the database. */
function fade(count: Count | undefined, now: Date): Count {
  const at = Math.max(now.getTime(), count?.at ?? 0)
  if (count === undefined) return { level: 0, senders: 0, at }
  const ageS = (at - count.at) / 1000
  return {
    level: count.level * Math.exp(-ageS / FADES_S),
    senders: ageS > FORGOTTEN_S ? 0 : count.senders,
    at,
  }
}

function countKeys(seen: readonly Seen[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const { workspaceId, keys } of seen) {
    for (const key of keys) {
      const name = nameOf(workspaceId, key)
      times.set(name, (times.get(name) ?? 0) + 1)
    }
  }
  return times
}

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}

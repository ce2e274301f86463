import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { quarantineItems } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { getQuarantineItem, type QuarantineItem } from './read-quarantine.ts'

/** Long enough to read a thread, short enough that nobody who went to lunch keeps it. */
const CLAIM_MS = 10 * 60_000

/**
 * Somebody looks at a held message, so that nobody else does for ten minutes; claiming again renews it. Throws
 * `not_found`, and `conflict` where somebody else looks at it or it was decided.
 */
export async function claimQuarantine(
  ctx: { readonly db: Db; readonly clock: () => Date },
  caller: Caller,
  id: string,
): Promise<QuarantineItem> {
  const now = ctx.clock()
  const [claimed] = await ctx.db
    .update(quarantineItems)
    .set({ claimed_by: caller.actor.id, claimed_until: new Date(now.getTime() + CLAIM_MS) })
    .where(
      and(
        eq(quarantineItems.workspace_id, caller.workspaceId),
        eq(quarantineItems.id, id),
        eq(quarantineItems.state, 'held'),
        isFreeFor(caller, now),
      ),
    )
    .returning({ id: quarantineItems.id })
  const item = await getQuarantineItem(ctx.db, caller.workspaceId, id)
  if (claimed !== undefined) return item
  const why = item.state === 'held' ? `${item.claimed_by} looks at it` : `it is ${item.state}`
  throw new AppError('conflict', `${id} cannot be claimed: ${why}`)
}

/** Held by nobody else now. */
export function isFreeFor({ actor }: Caller, now: Date) {
  return or(
    isNull(quarantineItems.claimed_by),
    eq(quarantineItems.claimed_by, actor.id),
    lt(quarantineItems.claimed_until, now),
  )
}

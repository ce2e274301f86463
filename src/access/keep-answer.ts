import { and, eq, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { idempotencyKeys } from '../db/schema.ts'

interface AnswerContext {
  readonly db: Db
  readonly clock: () => Date
}

export interface AnswerSlot {
  readonly workspaceId: string
  readonly key: string
}

export interface KeptAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  /** Null where the answer showed a secret. */
  readonly body: string | null
}

export type Reserved =
  | { readonly kind: 'reserved' | 'mismatch' | 'in_flight' | 'secret' }
  | {
      readonly kind: 'kept'
      readonly status: number
      readonly headers: Record<string, string>
      readonly body: string
    }

const KEPT_MS = 24 * 3600_000
/** A request that was cut off this long ago will never answer. */
const ABANDONED_MS = 60_000

/** Reserves a key for a request, or says what stands under it already. */
export async function reserveAnswer(
  ctx: AnswerContext,
  slot: AnswerSlot,
  fingerprint: string,
): Promise<Reserved> {
  const now = ctx.clock()
  const own = isSlot(slot)
  await ctx.db
    .delete(idempotencyKeys)
    .where(and(own, lt(idempotencyKeys.created_at, new Date(now.getTime() - KEPT_MS))))
  await ctx.db
    .delete(idempotencyKeys)
    .where(
      and(
        own,
        eq(idempotencyKeys.is_done, false),
        lt(idempotencyKeys.created_at, new Date(now.getTime() - ABANDONED_MS)),
      ),
    )
  const [reserved] = await ctx.db
    .insert(idempotencyKeys)
    .values({ workspace_id: slot.workspaceId, key: slot.key, fingerprint, created_at: now })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  if (reserved !== undefined) return { kind: 'reserved' }
  const [known] = await ctx.db.select().from(idempotencyKeys).where(own)
  // Its owner forgot it in between: the caller may simply try again.
  if (known === undefined) return { kind: 'in_flight' }
  if (known.fingerprint !== fingerprint) return { kind: 'mismatch' }
  if (!known.is_done) return { kind: 'in_flight' }
  if (known.body === null) return { kind: 'secret' }
  return { kind: 'kept', status: known.status!, headers: known.headers!, body: known.body }
}

export async function keepAnswer(ctx: AnswerContext, slot: AnswerSlot, answer: KeptAnswer): Promise<void> {
  await ctx.db
    .update(idempotencyKeys)
    .set({ ...answer, is_done: true })
    .where(isSlot(slot))
}

/** Lets the request be made again. */
export async function forgetAnswer(ctx: AnswerContext, slot: AnswerSlot): Promise<void> {
  await ctx.db.delete(idempotencyKeys).where(isSlot(slot))
}

function isSlot(slot: AnswerSlot) {
  return and(eq(idempotencyKeys.workspace_id, slot.workspaceId), eq(idempotencyKeys.key, slot.key))
}

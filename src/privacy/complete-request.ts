import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { privacyRequests } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { announce } from './change-request.ts'
import { eraseContact } from './erase-contact.ts'
import { isHeld, lockHolds } from './legal-holds.ts'
import type { RequestRow } from './privacy-request.ts'

export interface CompleteContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly logger: Logger
}

const RETRY_MS = 60_000

/**
 * Erases for one verified request, in one transaction with its end: cut off, nothing has happened, and of several processes
 * one does it. False where none waits. A contact that came under a hold since then is tried again later.
 */
export async function completeNextRequest(ctx: CompleteContext): Promise<boolean> {
  const now = ctx.clock()
  const [next] = await ctx.db
    .select()
    .from(privacyRequests)
    .where(isWaiting(now))
    .orderBy(asc(privacyRequests.id))
    .limit(1)
  if (next === undefined) return false
  try {
    await ctx.db.transaction((tx) => complete(ctx, tx, next))
  } catch (error) {
    ctx.logger.error({ request_id: next.id, err: nameError(error) }, 'erasing a contact failed')
    await postpone(ctx.db, next, now)
  }
  return true
}

function isWaiting(now: Date) {
  return and(
    eq(privacyRequests.state, 'verified'),
    or(isNull(privacyRequests.retry_at), lte(privacyRequests.retry_at, now)),
  )
}

async function complete(ctx: CompleteContext, tx: Db, request: RequestRow): Promise<void> {
  const now = ctx.clock()
  await lockHolds(tx, request.workspace_id)
  const [mine] = await tx
    .select()
    .from(privacyRequests)
    .where(and(eq(privacyRequests.id, request.id), isWaiting(now)))
    .for('update')
  if (mine === undefined || mine.kind === 'access') return
  if (await isHeld(tx, mine.workspace_id, mine.contact_id)) return postpone(tx, mine, now)
  const caller = { workspaceId: mine.workspace_id, actor: systemActor('privacy') }
  await eraseContact(ctx, tx, caller, mine.contact_id, mine.kind)
  await tx
    .update(privacyRequests)
    .set({
      state: 'completed',
      completed_at: now,
      retry_at: null,
      revision: sql`${privacyRequests.revision} + 1`,
    })
    .where(eq(privacyRequests.id, mine.id))
  await announce(ctx, tx, caller, mine, 'completed')
}

async function postpone(db: Db, request: RequestRow, now: Date): Promise<void> {
  await db
    .update(privacyRequests)
    .set({ retry_at: new Date(now.getTime() + RETRY_MS) })
    .where(and(eq(privacyRequests.id, request.id), eq(privacyRequests.state, 'verified')))
}

import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts, privacyRequests, workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { isHeld } from './legal-holds.ts'
import type { IdentityCheck, Refusal, RequestInput, RequestRow } from './privacy-request.ts'

export interface RequestContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'privacy' | 'deliveries') => void
}

/** Also of workspaces that were made before there was the setting. */
const DEFAULT_DEADLINE_DAYS = 15

/** Notes that a contact asked for their data, and starts the clock. Throws `not_found` for an unknown contact. */
export async function openRequest(
  ctx: RequestContext,
  caller: Caller,
  input: RequestInput,
): Promise<RequestRow> {
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ settings: workspaces.settings })
      .from(contacts)
      .innerJoin(workspaces, eq(workspaces.id, contacts.workspace_id))
      .where(and(eq(contacts.workspace_id, caller.workspaceId), eq(contacts.id, input.contact_id)))
    if (found === undefined) throw new NotFoundError('contact', input.contact_id)
    const days: number = found.settings.privacy_deadline_days ?? DEFAULT_DEADLINE_DAYS
    const now = ctx.clock()
    const [row] = await tx
      .insert(privacyRequests)
      .values({
        ...input,
        id: ctx.newId('prq'),
        workspace_id: caller.workspaceId,
        state: 'received',
        due_at: new Date(now.getTime() + days * 24 * 3600_000),
        created_by: caller.actor.id,
        created_at: now,
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'privacy_request.opened', row!.id, input)
    return row!
  })
}

/**
 * The workspace made sure who asks. A request of access is answered with that: its bundle is there. Erasing follows in the
 * background. Throws `not_found`, `precondition_failed`, and `conflict` for another state or a contact under a legal hold.
 */
export async function verifyRequest(
  ctx: RequestContext,
  caller: Caller,
  id: string,
  input: { readonly method: z.infer<typeof IdentityCheck>; readonly revision: number | null },
): Promise<RequestRow> {
  const row = await changeRequest(ctx, caller, id, input.revision, async (tx, before) => {
    assertState(before, ['received'])
    const isAccess = before.kind === 'access'
    if (!isAccess && (await isHeld(tx, caller.workspaceId, before.contact_id))) {
      throw new AppError('conflict', `Contact ${before.contact_id} is under a legal hold`)
    }
    const now = ctx.clock()
    const verified = { verified_method: input.method, verified_by: caller.actor.id, verified_at: now }
    await appendAudit(ctx, tx, caller, 'privacy_request.verified', id, { method: input.method })
    if (!isAccess) return { ...verified, state: 'verified' }
    await announce(ctx, tx, caller, before, 'completed')
    return { ...verified, state: 'completed', completed_at: now }
  })
  ctx.wake('privacy')
  return row
}

/** Throws as `verifyRequest` does. */
export async function refuseRequest(
  ctx: RequestContext,
  caller: Caller,
  id: string,
  input: { readonly reason: z.infer<typeof Refusal>; readonly revision: number | null },
): Promise<RequestRow> {
  return changeRequest(ctx, caller, id, input.revision, async (tx, before) => {
    assertState(before, ['received', 'verified'])
    await appendAudit(ctx, tx, caller, 'privacy_request.refused', id, { reason: input.reason })
    await announce(ctx, tx, caller, before, 'refused')
    return { state: 'refused', refused_reason: input.reason, completed_at: ctx.clock() }
  })
}

/** Tells the outside that a request was answered, and how. */
export async function announce(
  ctx: Omit<RequestContext, 'db' | 'wake'>,
  tx: Db,
  caller: Caller,
  request: RequestRow,
  outcome: 'completed' | 'refused',
): Promise<void> {
  const data = { request_id: request.id, contact_id: request.contact_id, kind: request.kind, state: outcome }
  await appendEvents(ctx, tx, caller, [{ type: 'privacy.request_completed', data }])
}

async function changeRequest(
  ctx: RequestContext,
  caller: Caller,
  id: string,
  revision: number | null,
  change: (tx: Db, before: RequestRow) => Promise<Partial<RequestRow>>,
): Promise<RequestRow> {
  const row = await ctx.db.transaction(async (tx) => {
    const [before] = await tx.select().from(privacyRequests).where(isOwn(caller, id)).for('update')
    if (before === undefined) throw new NotFoundError('privacy request', id)
    if (revision !== null && revision !== before.revision) {
      throw new AppError('precondition_failed', `Privacy request ${id} has changed since you read it`)
    }
    const set = await change(tx, before)
    const [changed] = await tx
      .update(privacyRequests)
      .set({ ...set, revision: sql`${privacyRequests.revision} + 1` })
      .where(isOwn(caller, id))
      .returning()
    return changed!
  })
  ctx.wake('deliveries')
  return row
}

function assertState(row: RequestRow, allowed: readonly RequestRow['state'][]): void {
  if (allowed.includes(row.state)) return
  throw new AppError('conflict', `Privacy request ${row.id} is ${row.state}, not ${allowed.join(' or ')}`)
}

function isOwn(caller: Caller, id: string) {
  return and(eq(privacyRequests.workspace_id, caller.workspaceId), eq(privacyRequests.id, id))
}

/** Throws `not_found`. */
export async function getRequest(ctx: { readonly db: Db }, caller: Caller, id: string): Promise<RequestRow> {
  const [row] = await ctx.db.select().from(privacyRequests).where(isOwn(caller, id))
  if (row === undefined) throw new NotFoundError('privacy request', id)
  return row
}

/** Newest first; `isOpen` for those that still wait for an answer. */
export function listRequests(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly isOpen: boolean; readonly before: string | null; readonly limit: number },
): Promise<RequestRow[]> {
  return ctx.db
    .select()
    .from(privacyRequests)
    .where(
      and(
        eq(privacyRequests.workspace_id, workspaceId),
        filter.isOpen ? inArray(privacyRequests.state, ['received', 'verified']) : undefined,
        filter.before === null ? undefined : lt(privacyRequests.id, filter.before),
      ),
    )
    .orderBy(desc(privacyRequests.id))
    .limit(filter.limit)
}

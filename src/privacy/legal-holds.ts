import { and, desc, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { contacts, legalHolds, messages, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { ResourceId, trimmedField } from '../domain/text.ts'
import { AppError, NotFoundError } from '../errors.ts'

export type HoldRow = typeof legalHolds.$inferSelect

export const HoldInput = z
  .object({
    subject: z.enum(['contact', 'thread', 'workspace']).describe('`workspace` keeps everything'),
    subject_id: ResourceId.optional().describe('Of the contact or thread'),
    reference: trimmedField(1, 200).describe('The number of the case; no personal data'),
  })
  .refine(
    (input) => (input.subject === 'workspace') === (input.subject_id === undefined),
    'A contact or thread needs subject_id, a workspace takes none',
  )
export type HoldInput = z.infer<typeof HoldInput>

export const LegalHold = z
  .object({
    id: z.string(),
    subject: z.enum(['contact', 'thread', 'workspace']),
    subject_id: z.string(),
    reference: z.string(),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    released_by: z.string().nullable(),
    released_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LegalHold' })
export type LegalHold = z.infer<typeof LegalHold>

interface HoldContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Whoever sets a hold and whoever deletes or erases go one after the other, so that nothing goes that is held by then. In
 * the caller's transaction, before anything else is locked.
 */
export async function lockHolds(tx: Db, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`holds:${workspaceId}`}, 0))`)
}

/** Keeps a contact, a thread or everything until the hold is released. Throws `not_found`, `conflict` for the same one again. */
export async function setHold(ctx: HoldContext, caller: Caller, input: HoldInput): Promise<HoldRow> {
  const { workspaceId } = caller
  const subjectId = input.subject_id ?? workspaceId
  return ctx.db.transaction(async (tx) => {
    await lockHolds(tx, workspaceId)
    if (input.subject !== 'workspace') await assertSubject(tx, workspaceId, input.subject, subjectId)
    const [row] = await tx
      .insert(legalHolds)
      .values({
        id: ctx.newId('hold'),
        workspace_id: workspaceId,
        subject_kind: input.subject,
        subject_id: subjectId,
        reference: input.reference,
        created_by: caller.actor.id,
        created_at: ctx.clock(),
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined) throw new AppError('conflict', 'This hold stands already')
    await appendAudit(ctx, tx, caller, 'legal_hold.set', row.id, {
      subject: input.subject,
      subject_id: subjectId,
    })
    return row
  })
}

async function assertSubject(
  tx: Db,
  workspaceId: string,
  kind: 'contact' | 'thread',
  id: string,
): Promise<void> {
  const table = kind === 'contact' ? contacts : threads
  const [row] = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.workspace_id, workspaceId), eq(table.id, id)))
  if (row === undefined) throw new NotFoundError(kind, id)
}

/** Ends a hold. Throws `not_found`, `conflict` where it was released already. */
export async function releaseHold(ctx: HoldContext, caller: Caller, id: string): Promise<void> {
  const own = and(eq(legalHolds.workspace_id, caller.workspaceId), eq(legalHolds.id, id))
  await ctx.db.transaction(async (tx) => {
    const [released] = await tx
      .update(legalHolds)
      .set({ released_by: caller.actor.id, released_at: ctx.clock() })
      .where(and(own, isNull(legalHolds.released_at)))
      .returning({ id: legalHolds.id })
    if (released === undefined) {
      const [known] = await tx.select({ id: legalHolds.id }).from(legalHolds).where(own)
      if (known === undefined) throw new NotFoundError('legal hold', id)
      throw new AppError('conflict', `Legal hold ${id} was released already`)
    }
    await appendAudit(ctx, tx, caller, 'legal_hold.released', id)
  })
}

/** Newest first; released ones too. */
export function listHolds(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<HoldRow[]> {
  return ctx.db
    .select()
    .from(legalHolds)
    .where(
      and(eq(legalHolds.workspace_id, workspaceId), before === null ? undefined : lt(legalHolds.id, before)),
    )
    .orderBy(desc(legalHolds.id))
    .limit(limit)
}

/** Whether a person is held: one of their contacts, one of the threads it wrote in, or the whole workspace. */
export async function isHeld(tx: Db, workspaceId: string, contactId: string): Promise<boolean> {
  const written = tx
    .select({ id: messages.thread_id })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        isOfPerson(messages.contact_id, tx, workspaceId, contactId),
      ),
    )
  const own = tx
    .select({ id: threads.id })
    .from(threads)
    .where(
      and(eq(threads.workspace_id, workspaceId), isOfPerson(threads.contact_id, tx, workspaceId, contactId)),
    )
  const standing = await tx.$count(
    legalHolds,
    and(
      isStanding(workspaceId),
      or(
        eq(legalHolds.subject_kind, 'workspace'),
        and(
          eq(legalHolds.subject_kind, 'contact'),
          isOfPerson(legalHolds.subject_id, tx, workspaceId, contactId),
        ),
        and(
          eq(legalHolds.subject_kind, 'thread'),
          or(inArray(legalHolds.subject_id, written), inArray(legalHolds.subject_id, own)),
        ),
      ),
    ),
  )
  return standing > 0
}

/** Holds of the workspace that were not released. */
export function isStanding(workspaceId: string): SQL | undefined {
  return and(eq(legalHolds.workspace_id, workspaceId), isNull(legalHolds.released_at))
}

export function viewHold(row: HoldRow): LegalHold {
  const { workspace_id: _scope, subject_kind, ...rest } = row
  return {
    ...rest,
    subject: subject_kind,
    created_at: row.created_at.toISOString(),
    released_at: row.released_at?.toISOString() ?? null,
  }
}

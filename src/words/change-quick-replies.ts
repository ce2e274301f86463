import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { quickReplies } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Language } from '../domain/language.ts'
import type { QuickReply, QuickReplyInput } from '../domain/quick-reply.ts'
import { hasStrayBraces } from '../domain/read-variables.ts'
import { AppError, NotFoundError } from '../errors.ts'

interface QuickReplyContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

type Row = typeof quickReplies.$inferSelect

export interface QuickReplyFilter {
  readonly language: Language | null
  readonly category: string | null
  /** Shortcuts that begin so. */
  readonly shortcut: string | null
  readonly after: string | null
  readonly limit: number
}

/** In the order in which they were made. */
export async function listQuickReplies(
  ctx: { readonly db: Db },
  workspaceId: string,
  { language, category, shortcut, after, limit }: QuickReplyFilter,
): Promise<QuickReply[]> {
  const rows = await ctx.db
    .select()
    .from(quickReplies)
    .where(
      and(
        eq(quickReplies.workspace_id, workspaceId),
        language === null ? undefined : eq(quickReplies.language, language),
        category === null ? undefined : eq(quickReplies.category, category),
        shortcut === null ? undefined : sql`starts_with(${quickReplies.shortcut}, ${shortcut})`,
        after === null ? undefined : gt(quickReplies.id, after),
      ),
    )
    .orderBy(asc(quickReplies.id))
    .limit(limit)
  return rows.map(view)
}

/** Throws `not_found`. */
export async function getQuickReply(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<QuickReply> {
  const [row] = await ctx.db
    .select()
    .from(quickReplies)
    .where(and(eq(quickReplies.workspace_id, workspaceId), eq(quickReplies.id, id)))
  if (row === undefined) throw new NotFoundError('quick reply', id)
  return view(row)
}

/** Throws `conflict` where the shortcut is taken in that language. */
export async function createQuickReply(
  ctx: QuickReplyContext,
  caller: Caller,
  input: QuickReplyInput,
): Promise<QuickReply> {
  assertBraces(input.text)
  const now = ctx.clock()
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(quickReplies)
      .values({
        ...input,
        id: ctx.newId('qr'),
        workspace_id: caller.workspaceId,
        created_by: caller.actor.id,
        updated_by: caller.actor.id,
        created_at: now,
        updated_at: now,
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined) throw taken(input)
    const { shortcut, language } = input
    await appendAudit(ctx, tx, caller, 'quick_reply.created', row.id, { shortcut, language })
    return view(row)
  })
}

/** Throws `not_found`, `precondition_failed` for a stale `revision`, and `conflict` where the shortcut is taken. */
export async function changeQuickReply(
  ctx: QuickReplyContext,
  caller: Caller,
  id: string,
  revision: number | null,
  input: QuickReplyInput,
): Promise<QuickReply> {
  assertBraces(input.text)
  return ctx.db.transaction(async (tx) => {
    await lock(tx, caller.workspaceId, id, revision)
    const [other] = await tx
      .select({ id: quickReplies.id })
      .from(quickReplies)
      .where(
        and(
          eq(quickReplies.workspace_id, caller.workspaceId),
          eq(quickReplies.shortcut, input.shortcut),
          eq(quickReplies.language, input.language),
          ne(quickReplies.id, id),
        ),
      )
    if (other !== undefined) throw taken(input)
    const [row] = await tx
      .update(quickReplies)
      .set({
        ...input,
        updated_by: caller.actor.id,
        revision: sql`${quickReplies.revision} + 1`,
        updated_at: ctx.clock(),
      })
      .where(and(eq(quickReplies.workspace_id, caller.workspaceId), eq(quickReplies.id, id)))
      .returning()
    const { shortcut, language } = input
    await appendAudit(ctx, tx, caller, 'quick_reply.changed', id, { shortcut, language })
    return view(row!)
  })
}

/** Throws `not_found`, and `precondition_failed` for a stale `revision`. */
export async function deleteQuickReply(
  ctx: QuickReplyContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lock(tx, caller.workspaceId, id, revision)
    await tx
      .delete(quickReplies)
      .where(and(eq(quickReplies.workspace_id, caller.workspaceId), eq(quickReplies.id, id)))
    await appendAudit(ctx, tx, caller, 'quick_reply.deleted', id)
  })
}

async function lock(tx: Db, workspaceId: string, id: string, revision: number | null): Promise<void> {
  const [row] = await tx
    .select({ revision: quickReplies.revision })
    .from(quickReplies)
    .where(and(eq(quickReplies.workspace_id, workspaceId), eq(quickReplies.id, id)))
    .for('update')
  if (row === undefined) throw new NotFoundError('quick reply', id)
  if (revision !== null && revision !== row.revision)
    throw new AppError('precondition_failed', `Quick reply ${id} has changed since you read it`)
}

function assertBraces(text: string): void {
  if (!hasStrayBraces(text)) return
  throw new AppError('invalid_request', 'The text holds braces that are no variable', {
    errors: [{ pointer: '/text', detail: 'write {{1}}, {name} or {name|fallback}' }],
  })
}

function taken({ shortcut, language }: QuickReplyInput): AppError {
  return new AppError('conflict', `There is a quick reply ${shortcut} in ${language} already`)
}

function view({ workspace_id: _scope, created_at, updated_at, ...row }: Row): QuickReply {
  return { ...row, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() }
}

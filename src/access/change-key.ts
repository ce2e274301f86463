import { and, asc, eq, gt, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { apiKeys } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { createKey, ENVIRONMENT_KEY, ENVIRONMENT_SUCCESSOR } from './create-key.ts'
import { SCOPES, type Scope } from './scopes.ts'

export type KeyRow = typeof apiKeys.$inferSelect

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe('The first characters, to recognise the key by'),
    scopes: z.array(z.enum(SCOPES)),
    member_id: z.string().nullable(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

interface KeyContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export function listKeys(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<KeyRow[]> {
  return ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.workspace_id, workspaceId), after === null ? undefined : gt(apiKeys.id, after)))
    .orderBy(asc(apiKeys.id))
    .limit(limit)
}

/** Ends a key at once. Revoking a revoked key changes nothing. Throws `not_found`. */
export async function revokeKey(ctx: KeyContext, caller: Caller, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const key = await lockKey(tx, caller.workspaceId, id)
    const now = ctx.clock()
    if (key.revoked_at !== null && key.revoked_at <= now) return
    await tx.update(apiKeys).set({ revoked_at: now }).where(eq(apiKeys.id, id))
    await appendAudit(ctx, tx, caller, 'api_key.revoked', id)
  })
}

/**
 * Makes a successor with the same name (that of the environment's key apart), scopes, member and expiry; the old key goes on
 * for `overlapS` seconds.
 * Throws `not_found` for a key that no longer works, and whatever `mayGrant` throws of its scopes.
 */
export async function rotateKey(
  ctx: KeyContext,
  caller: Caller,
  id: string,
  overlapS: number,
  mayGrant: (scopes: readonly Scope[]) => void,
) {
  return ctx.db.transaction(async (tx) => {
    const key = await lockKey(tx, caller.workspaceId, id)
    const now = ctx.clock()
    const isOver = (at: Date | null) => at !== null && at <= now
    if (isOver(key.revoked_at) || isOver(key.expires_at)) throw new NotFoundError('working API key', id)
    mayGrant(key.scopes as Scope[])
    const successor = await createKey(ctx, tx, caller, {
      name: key.name === ENVIRONMENT_KEY ? ENVIRONMENT_SUCCESSOR : key.name,
      scopes: key.scopes as Scope[],
      memberId: key.member_id,
      expiresAt: key.expires_at,
    })
    await tx
      .update(apiKeys)
      .set({ revoked_at: earlier(key.revoked_at, new Date(now.getTime() + overlapS * 1000)) })
      .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.revoked_at), gt(apiKeys.revoked_at, now))))
    await appendAudit(ctx, tx, caller, 'api_key.rotated', id, {
      successor: successor.row.id,
      overlap_s: overlapS,
    })
    return successor
  })
}

/** A key that ends already is not kept alive by rotating it again. */
function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other
}

async function lockKey(tx: Db, workspaceId: string, id: string): Promise<KeyRow> {
  const [key] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.workspace_id, workspaceId), eq(apiKeys.id, id)))
    .for('update')
  if (key === undefined) throw new NotFoundError('API key', id)
  return key
}

export function viewKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as Scope[],
    member_id: row.member_id,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  }
}

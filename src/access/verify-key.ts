import { createHash } from 'node:crypto'
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { apiKeys } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Scope } from './scopes.ts'

export interface VerifiedKey {
  readonly caller: Caller
  readonly scopes: readonly Scope[]
  readonly keyId: string
}

/** SHA-256 in hex: what is stored of a key. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** The caller behind a presented key, or null where it is unknown, revoked or expired. */
export async function verifyKey(
  ctx: { readonly db: Db; readonly clock: () => Date },
  presented: string,
): Promise<VerifiedKey | null> {
  const now = ctx.clock()
  const [key] = await ctx.db
    .select()
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.hash, hashKey(presented)),
        or(isNull(apiKeys.revoked_at), gt(apiKeys.revoked_at, now)),
        or(isNull(apiKeys.expires_at), gt(apiKeys.expires_at, now)),
      ),
    )
  if (key === undefined) return null
  const actor =
    key.member_id === null
      ? ({ kind: 'api_key', id: key.id } as const)
      : ({ kind: 'member', id: key.member_id } as const)
  return { caller: { workspaceId: key.workspace_id, actor }, scopes: key.scopes as Scope[], keyId: key.id }
}

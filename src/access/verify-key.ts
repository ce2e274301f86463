import { createHash } from 'node:crypto'
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { apiKeys, members } from '../db/schema.ts'
import type { Actor, Caller } from '../domain/actor.ts'
import { limitScopes } from './role-scopes.ts'
import type { Scope } from './scopes.ts'

export interface VerifiedKey {
  readonly caller: Caller
  readonly scopes: readonly Scope[]
  readonly keyId: string
}

/** SHA-256 in hex: what is stored of a key, or of a sign-in link's token. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/**
 * The caller behind a presented key, or null where it is unknown, revoked, expired, or its member is deactivated. A
 * member's key acts as the member, and does what both its scopes and the member's role of this moment allow.
 */
export async function verifyKey(
  ctx: { readonly db: Db; readonly clock: () => Date },
  presented: string,
): Promise<VerifiedKey | null> {
  const now = ctx.clock()
  const [found] = await ctx.db
    .select({
      key: {
        id: apiKeys.id,
        workspace_id: apiKeys.workspace_id,
        member_id: apiKeys.member_id,
        scopes: apiKeys.scopes,
      },
      member: { id: members.id, role: members.role, deactivated_at: members.deactivated_at },
    })
    .from(apiKeys)
    .leftJoin(members, and(eq(members.workspace_id, apiKeys.workspace_id), eq(members.id, apiKeys.member_id)))
    .where(
      and(
        eq(apiKeys.hash, hashKey(presented)),
        or(isNull(apiKeys.revoked_at), gt(apiKeys.revoked_at, now)),
        or(isNull(apiKeys.expires_at), gt(apiKeys.expires_at, now)),
      ),
    )
  if (found === undefined) return null
  const { key, member } = found
  const scopes = key.scopes as Scope[]
  if (key.member_id === null) return verified(key, { kind: 'api_key', id: key.id }, scopes)
  if (member === null || member.deactivated_at !== null) return null
  return verified(key, { kind: 'member', id: member.id }, limitScopes(scopes, member.role))
}

function verified(
  key: { readonly id: string; readonly workspace_id: string },
  actor: Actor,
  scopes: readonly Scope[],
): VerifiedKey {
  return { caller: { workspaceId: key.workspace_id, actor }, scopes, keyId: key.id }
}

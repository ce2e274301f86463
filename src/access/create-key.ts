import { randomBytes } from 'node:crypto'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { apiKeys } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Scope } from './scopes.ts'
import { hashKey } from './verify-key.ts'

/** The name of the key that the environment carries: the next start with another one revokes it. */
export const ENVIRONMENT_KEY = 'RECADO_API_KEY'
/** The name of what a person made of it by rotating, which no start revokes. */
export const ENVIRONMENT_SUCCESSOR = `${ENVIRONMENT_KEY}, rotated`

interface KeyContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly memberId?: string | null
  readonly expiresAt?: Date | null
  /** A key that the operator chose; otherwise one is made. */
  readonly secret?: string
}

/** Makes a key in the caller's transaction; the secret is returned once and only its hash is kept. */
export async function createKey(ctx: KeyContext, tx: Db, caller: Caller, input: NewKey) {
  const secret = input.secret ?? `rk_${randomBytes(32).toString('base64url')}`
  const [row] = await tx
    .insert(apiKeys)
    .values({
      id: ctx.newId('key'),
      workspace_id: caller.workspaceId,
      member_id: input.memberId ?? null,
      name: input.name,
      prefix: secret.slice(0, 7),
      hash: hashKey(secret),
      scopes: [...input.scopes],
      created_at: ctx.clock(),
      expires_at: input.expiresAt ?? null,
    })
    .returning()
  await appendAudit(ctx, tx, caller, 'api_key.created', row!.id, { scopes: row!.scopes })
  return { row: row!, secret }
}

import { randomBytes } from 'node:crypto'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { webhookEndpoints } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Keyring } from '../secrets/keyring.ts'
import { endpointSecret } from '../secrets/reseal-secrets.ts'
import { sealSecret } from '../secrets/seal-secret.ts'
import { resolveHost } from './resolve-host.ts'
import type { EndpointInput, EndpointRow } from './webhook-endpoint.ts'
import { assertUrl, type Resolve } from './webhook-url.ts'

export interface EndpointContext {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly config: { readonly allowsPrivateWebhooks: boolean }
}

/** An endpoint with its secret, which is shown this once and kept sealed. */
export interface EndpointWithSecret {
  readonly row: EndpointRow
  readonly secret: string
}

/** Makes an endpoint with a secret of its own. Throws `invalid_request` with the pointer `/url`. */
export async function createEndpoint(
  ctx: EndpointContext,
  caller: Caller,
  input: EndpointInput,
  resolve: Resolve = resolveHost,
): Promise<EndpointWithSecret> {
  await assertUrl(input.url, ctx.config.allowsPrivateWebhooks, resolve)
  const now = ctx.clock()
  const id = ctx.newId('whe')
  const secret = newSecret()
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(webhookEndpoints)
      .values({
        id,
        workspace_id: caller.workspaceId,
        url: input.url,
        events: [...new Set(input.events)],
        secret: sealSecret(ctx.keyring, endpointSecret(id, 'secret'), secret),
        created_at: now,
        updated_at: now,
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'webhook_endpoint.created', row!.id, { events: row!.events })
    return { row: row!, secret }
  })
}

/** 32 random bytes, as Standard Webhooks writes a secret. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

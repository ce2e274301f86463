import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { webhookEndpoints } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { endpointSecret } from '../secrets/reseal-secrets.ts'
import { openSecret, sealSecret } from '../secrets/seal-secret.ts'
import { type EndpointContext, type EndpointWithSecret, newSecret } from './create-endpoint.ts'
import { getEndpoint } from './read-endpoints.ts'
import { resolveHost } from './resolve-host.ts'
import type { EndpointChange, EndpointRow } from './webhook-endpoint.ts'
import { assertUrl, type Resolve } from './webhook-url.ts'

/** For so long the secret before a rotation signs beside the new one. */
const OVERLAP_MS = 24 * 3600_000

/**
 * Changes the given fields of an endpoint. Enabled again, it gets what it was owed meanwhile. Throws `not_found`, or
 * `invalid_request` with the pointer `/url`.
 */
export async function changeEndpoint(
  ctx: EndpointContext & { readonly wake: (what: 'deliveries') => void },
  caller: Caller,
  id: string,
  change: EndpointChange,
  resolve: Resolve = resolveHost,
): Promise<EndpointRow> {
  // Another workspace's id must not even cause a look-up of the given name.
  await getEndpoint(ctx, caller.workspaceId, id)
  if (change.url !== undefined) await assertUrl(change.url, ctx.config.allowsPrivateWebhooks, resolve)
  const row = await ctx.db.transaction(async (tx) => {
    const changed = await update(tx, caller, id, {
      ...(change.url === undefined ? {} : { url: change.url }),
      ...(change.events === undefined ? {} : { events: [...new Set(change.events)] }),
      ...(change.is_enabled === undefined ? {} : { is_enabled: change.is_enabled, disabled_reason: null }),
      updated_at: ctx.clock(),
    })
    // The URL itself may carry a token of the receiver's.
    const { url: _url, ...details } = change
    await appendAudit(ctx, tx, caller, 'webhook_endpoint.changed', id, {
      ...details,
      is_url_changed: change.url !== undefined,
    })
    return changed
  })
  if (change.is_enabled === true) ctx.wake('deliveries')
  return row
}

/** Gives an endpoint a new secret; for 24 hours both sign, then the old one is worth nothing. Throws `not_found`. */
export async function rotateSecret(
  ctx: Omit<EndpointContext, 'config'>,
  caller: Caller,
  id: string,
): Promise<EndpointWithSecret> {
  const now = ctx.clock()
  const secret = newSecret()
  return ctx.db.transaction(async (tx) => {
    const [before] = await tx.select().from(webhookEndpoints).where(isOwn(caller, id)).for('no key update')
    if (before === undefined) throw new NotFoundError('webhook endpoint', id)
    const old = openSecret(ctx.keyring, endpointSecret(id, 'secret'), before.secret)
    const row = await update(tx, caller, id, {
      previous_secret: sealSecret(ctx.keyring, endpointSecret(id, 'previous_secret'), old),
      previous_secret_until: new Date(now.getTime() + OVERLAP_MS),
      secret: sealSecret(ctx.keyring, endpointSecret(id, 'secret'), secret),
      updated_at: now,
    })
    await appendAudit(ctx, tx, caller, 'webhook_endpoint.secret_rotated', id)
    return { row, secret }
  })
}

/** Deletes an endpoint with what it is owed and its deliveries. Throws `not_found`. */
export async function deleteEndpoint(
  ctx: Omit<EndpointContext, 'config' | 'keyring'>,
  caller: Caller,
  id: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const deleted = await tx.delete(webhookEndpoints).where(isOwn(caller, id)).returning()
    if (deleted.length === 0) throw new NotFoundError('webhook endpoint', id)
    await appendAudit(ctx, tx, caller, 'webhook_endpoint.deleted', id)
  })
}

type Update = Parameters<ReturnType<Db['update']>['set']>[0]

async function update(tx: Db, caller: Caller, id: string, values: Update): Promise<EndpointRow> {
  const [row] = await tx.update(webhookEndpoints).set(values).where(isOwn(caller, id)).returning()
  if (row === undefined) throw new NotFoundError('webhook endpoint', id)
  return row
}

function isOwn(caller: Caller, id: string) {
  return and(eq(webhookEndpoints.workspace_id, caller.workspaceId), eq(webhookEndpoints.id, id))
}

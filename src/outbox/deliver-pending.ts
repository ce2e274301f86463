import type { Db } from '../db/database.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Keyring } from '../secrets/keyring.ts'
import { type ClaimLimits, claimDeliveries, type OwedDelivery } from './claim-deliveries.ts'
import type { Transport } from './open-transport.ts'
import { recordAttempt, releaseDelivery } from './record-attempt.ts'
import { signDelivery } from './sign-delivery.ts'

export interface DeliveryContext {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly random: () => number
  readonly logger: Logger
}

/** A delivery under way; `done` never rejects. */
export interface InFlight {
  readonly endpointId: string
  readonly done: Promise<void>
}

/**
 * Claims what is due and starts delivering each: signed, posted outside of any transaction, then recorded. It does not
 * wait for the answers, so that a slow receiver holds back nobody.
 */
export async function deliverPending(
  ctx: DeliveryContext,
  transport: Transport,
  limits: ClaimLimits,
  stopping?: AbortSignal,
): Promise<InFlight[]> {
  const claimed = await claimDeliveries(ctx, limits)
  return claimed.map((owed) => ({
    endpointId: owed.endpoint.id,
    done: deliver(ctx, transport, owed, stopping).catch((error: unknown) => {
      // Its lease runs out and it is sent again, under the same id.
      ctx.logger.error({ ...idsOf(owed), err: nameError(error) }, 'recording a delivery failed')
    }),
  }))
}

async function deliver(
  ctx: DeliveryContext,
  transport: Transport,
  owed: OwedDelivery,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const startedAt = performance.now()
  const now = ctx.clock()
  const result = await transport.post(signDelivery(ctx.keyring, owed, now), now, stopping)
  if (result.kind === 'aborted') return releaseDelivery(ctx, owed)
  const state = await recordAttempt(ctx, owed, result, Math.round(performance.now() - startedAt))
  if (state === 'delivered') return
  const code = result.kind === 'failed' ? result.code : null
  ctx.logger.warn(
    { ...idsOf(owed), attempt: owed.attempts + 1, code, status: result.status, state: state ?? 'lease_lost' },
    'a delivery failed',
  )
}

function idsOf(owed: OwedDelivery) {
  return { workspace_id: owed.workspaceId, endpoint_id: owed.endpoint.id, event_id: owed.event.id }
}

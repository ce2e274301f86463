import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import type { Caller } from '../domain/actor.ts'
import { assertEnabled } from './assert-enabled.ts'

interface TestContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/**
 * Owes a `webhook.test` event to this endpoint alone, whatever types it asked for, and answers the event's id. Throws
 * `not_found`, or `conflict` where the endpoint is disabled.
 */
export async function testEndpoint(ctx: TestContext, caller: Caller, id: string): Promise<string> {
  const eventId = await ctx.db.transaction(async (tx) => {
    await assertEnabled(tx, caller.workspaceId, id)
    const [appended] = await appendEvents(ctx, tx, caller, [
      { type: 'webhook.test', data: { endpoint_id: id }, onlyEndpointId: id },
    ])
    await appendAudit(ctx, tx, caller, 'webhook_endpoint.tested', id, { event_id: appended })
    return appended!
  })
  ctx.wake('deliveries')
  return eventId
}

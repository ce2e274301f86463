import { and, eq } from 'drizzle-orm'
import { NO_CLOCKS, readConditionClocks } from '../clocks/read-condition-clocks.ts'
import type { Db } from '../db/database.ts'
import { queues } from '../db/schema.ts'
import type { RoutingDocument, RoutingFacts, RoutingRules } from '../domain/routing.ts'
import { ensureDefaultQueue } from './ensure-default-queue.ts'
import type { QueueRow } from './read-queues.ts'
import { readRoutingRules } from './read-routing-rules.ts'
import { type Routing, routeThread } from './route-thread.ts'

interface RoutingContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export interface FoundRouting extends Routing {
  /** Of the rules that were asked. */
  readonly version: number
  readonly queue: QueueRow
}

/** Where a thread goes by the workspace's rules of this moment, or by others that are only tried out. */
export async function findRouting(
  ctx: RoutingContext,
  tx: Db,
  workspaceId: string,
  facts: RoutingFacts,
  now: Date,
  tried: RoutingDocument | null = null,
): Promise<FoundRouting> {
  const rules: RoutingRules = {
    ...(await readRoutingRules(tx, workspaceId)),
    ...tried,
  }
  const clocks =
    rules.rules.length === 0 ? NO_CLOCKS : await readConditionClocks(tx, workspaceId, calendarIdsOf(rules))
  const routing = routeThread(rules, facts, clocks, now)
  const queue = routing.queueId === null ? undefined : await findQueue(tx, workspaceId, routing.queueId)
  return {
    ...routing,
    version: rules.version,
    queue: queue ?? (await ensureDefaultQueue(ctx, tx, workspaceId)),
  }
}

const calendarIdsOf = ({ rules }: RoutingDocument) => rules.flatMap(({ when }) => when.calendar?.id ?? [])

export async function findQueue(tx: Db, workspaceId: string, id: string): Promise<QueueRow | undefined> {
  const [row] = await tx
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), eq(queues.id, id)))
  return row
}

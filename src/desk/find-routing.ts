import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings, queues, workspaces } from '../db/schema.ts'
import type { CalendarDocument } from '../domain/calendar.ts'
import type { RoutingDocument, RoutingFacts, RoutingRules } from '../domain/routing.ts'
import { ensureDefaultQueue } from './ensure-default-queue.ts'
import type { QueueRow } from './read-queues.ts'
import { readRoutingRules } from './read-routing-rules.ts'
import { type Routing, type RoutingClocks, routeThread } from './route-thread.ts'

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
  const clocks = await readClocks(tx, workspaceId, rules)
  const routing = routeThread(rules, facts, clocks, now)
  const queue = routing.queueId === null ? undefined : await findQueue(tx, workspaceId, routing.queueId)
  return {
    ...routing,
    version: rules.version,
    queue: queue ?? (await ensureDefaultQueue(ctx, tx, workspaceId)),
  }
}

/** The workspace's zone and the calendars that the rules ask. */
async function readClocks(tx: Db, workspaceId: string, { rules }: RoutingDocument): Promise<RoutingClocks> {
  const [workspace] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const ids = rules.flatMap(({ when }) => when.calendar?.id ?? [])
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({ id: clockSettings.id, document: clockSettings.document })
          .from(clockSettings)
          .where(
            and(
              eq(clockSettings.workspace_id, workspaceId),
              eq(clockSettings.kind, 'calendar'),
              inArray(clockSettings.id, ids),
            ),
          )
  return {
    timeZone: workspace!.settings.time_zone,
    // Documents were checked when they were written: src/clocks/create-setting.ts.
    calendars: new Map(rows.map((row) => [row.id, row.document as unknown as CalendarDocument])),
  }
}

export async function findQueue(tx: Db, workspaceId: string, id: string): Promise<QueueRow | undefined> {
  const [row] = await tx
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), eq(queues.id, id)))
  return row
}

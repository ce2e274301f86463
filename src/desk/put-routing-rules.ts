import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { putVersion } from '../db/put-version.ts'
import { clockSettings, queues, routingRules } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { RoutingDocument, RoutingRules } from '../domain/routing.ts'
import { AppError, type FieldError } from '../errors.ts'
import type { DeskContext } from './change-thread.ts'
import { targetsOf } from './read-routing-rules.ts'

/**
 * Stores a new version of the workspace's routing rules; it holds from the next turn on. Throws `precondition_failed` where
 * `seen` is not the newest, and `invalid_request` for a queue or a calendar that there is not.
 */
export function putRoutingRules(
  ctx: DeskContext,
  caller: Caller,
  seen: number | null,
  document: RoutingDocument,
): Promise<RoutingRules> {
  return putVersion(ctx, caller, {
    table: routingRules,
    type: 'routing.changed',
    seen,
    document,
    // The queues that are named stay meanwhile: deleting one takes the workspace's lock too.
    check: (tx) => assertRoutable(tx, caller.workspaceId, document),
    event: { rules: document.rules.length },
  })
}

/** Throws `invalid_request` where the document names a queue or a calendar that the workspace does not have. */
export async function assertRoutable(db: Db, workspaceId: string, document: RoutingDocument): Promise<void> {
  const named = namedIn(document)
  const faults: FieldError[] = []
  for (const [kind, known] of [
    ['queue', await knownQueues(db, workspaceId, named.queue)],
    ['calendar', await knownCalendars(db, workspaceId, named.calendar)],
  ] as const) {
    for (const { pointer, id } of named[kind]) {
      if (!known.has(id)) faults.push({ pointer, detail: `names no ${kind} of this workspace` })
    }
  }
  if (faults.length === 0) return
  throw new AppError('invalid_request', 'The rules name what there is not', { errors: faults })
}

interface Named {
  readonly pointer: string
  readonly id: string
}

function namedIn(document: RoutingDocument): { queue: Named[]; calendar: Named[] } {
  const queue = targetsOf(document).flatMap(([pointer, { queue_id }]) =>
    queue_id === undefined ? [] : [{ pointer: `${pointer}/queue_id`, id: queue_id }],
  )
  const calendar = document.rules.flatMap(({ when }, i) =>
    when.calendar === undefined ? [] : [{ pointer: `/rules/${i}/when/calendar/id`, id: when.calendar.id }],
  )
  return { queue, calendar }
}

async function knownQueues(db: Db, workspaceId: string, named: readonly Named[]): Promise<Set<string>> {
  if (named.length === 0) return new Set()
  const ids = named.map(({ id }) => id)
  const rows = await db
    .select({ id: queues.id })
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), inArray(queues.id, ids)))
  return new Set(rows.map((row) => row.id))
}

async function knownCalendars(db: Db, workspaceId: string, named: readonly Named[]): Promise<Set<string>> {
  if (named.length === 0) return new Set()
  const ids = named.map(({ id }) => id)
  const rows = await db
    .select({ id: clockSettings.id })
    .from(clockSettings)
    .where(
      and(
        eq(clockSettings.workspace_id, workspaceId),
        eq(clockSettings.kind, 'calendar'),
        inArray(clockSettings.id, ids),
      ),
    )
  return new Set(rows.map((row) => row.id))
}

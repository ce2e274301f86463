import { and, asc, desc, eq, lt, ne, type SQL, sql } from 'drizzle-orm'
import { hasClockIn } from '../clocks/read-clocks.ts'
import type { Db } from '../db/database.ts'
import { waitingOrder } from '../db/inbox-tables.ts'
import { isOfPerson } from '../db/same-person.ts'
import { threads } from '../db/schema.ts'
import type { Priority } from '../domain/decision.ts'
import { Instant } from '../domain/instant.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { ThreadStatus } from '../domain/thread.ts'
import { AppError } from '../errors.ts'
import { type Archive, isInView } from '../privacy/archive.ts'
import type { ThreadRow } from './change-thread.ts'

export interface ThreadFilter {
  readonly status?: ThreadStatus | undefined
  readonly queue?: string | undefined
  readonly label?: string | undefined
  readonly assignee?: string | undefined
  readonly priority?: Priority | undefined
  readonly channel?: string | undefined
  readonly language?: LanguageTag | undefined
  /** Of a contact, whatever they were merged with. */
  readonly contact?: string | undefined
  readonly sla?: 'at_risk' | 'breached' | undefined
}

export interface ThreadPage {
  /** newest: by creation; urgency: the most urgent first, and of equals the one that waits longest. */
  readonly sort: 'newest' | 'urgency'
  /** The position of the page before. */
  readonly after: string | null
  readonly limit: number
}

/** The most urgent first, and of equals the one that waits longest; an index stands for it. */
export const URGENT_FIRST = [asc(threads.urgency), asc(waitingOrder(threads.waiting_since)), asc(threads.id)]

export function listThreads(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  filter: ThreadFilter,
  page: ThreadPage,
  archive?: Archive,
): Promise<ThreadRow[]> {
  const order = page.sort === 'newest' ? [desc(threads.id)] : URGENT_FIRST
  const hasClock = filter.sla && hasClockIn(ctx.db, filter.sla, ctx.clock())
  return ctx.db
    .select()
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        ...conditionsOf(filter),
        filter.contact === undefined
          ? undefined
          : isOfPerson(threads.contact_id, ctx.db, workspaceId, filter.contact),
        hasClock,
        isAfter(page),
        isInView(archive, ne(threads.status, 'resolved'), threads.last_message_at),
      ),
    )
    .orderBy(...order)
    .limit(page.limit)
}

/** What a filter asks of a thread; nothing for what it leaves open. */
export function conditionsOf(filter: ThreadFilter): (SQL | undefined)[] {
  return [
    filter.status && eq(threads.status, filter.status),
    filter.queue && eq(threads.queue_id, filter.queue),
    filter.label && sql`${threads.labels} @> ${JSON.stringify([filter.label])}::jsonb`,
    filter.assignee && eq(threads.held_by, filter.assignee),
    filter.priority && eq(threads.priority, filter.priority),
    filter.channel && eq(threads.channel_id, filter.channel),
    filter.language && eq(threads.language, filter.language),
  ].map((condition) => condition || undefined)
}

/** Where a row stands in the order, for a cursor. */
export function positionOf(row: ThreadRow, sort: ThreadPage['sort']): string {
  if (sort === 'newest') return row.id
  return `${row.urgency} ${row.waiting_since?.toISOString() ?? 'infinity'} ${row.id}`
}

function isAfter({ sort, after }: ThreadPage): SQL | undefined {
  if (after === null) return undefined
  if (sort === 'newest') return lt(threads.id, after)
  const [, urgency, since = '', id] = /^([0-3]) (\S+) (\S+)$/.exec(after) ?? []
  if (since !== 'infinity' && !Instant.safeParse(since).success) {
    throw new AppError('invalid_request', 'The cursor is of another order', {
      errors: [{ pointer: '/cursor', detail: 'Use next_cursor of the page before, with the same sort' }],
    })
  }
  return sql`(${threads.urgency}, ${waitingOrder(threads.waiting_since)}, ${threads.id}) > (${Number(urgency)}::smallint, ${since}::timestamptz, ${id}::text)`
}

import { and, count, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels, contacts, members, queues, threads } from '../db/schema.ts'
import type { ThreadStatus } from '../domain/thread.ts'
import { redactText } from '../privacy/redact-text.ts'
import { conditionsOf, type ThreadFilter, URGENT_FIRST } from './list-threads.ts'

/** What a board shows; absent for all. */
export type BoardFilter = Pick<ThreadFilter, 'queue' | 'label' | 'language' | 'assignee'>

/**
 * The open threads of one status, the most urgent first, each with who wrote, what they wrote last (masked), who holds it
 * and where it waits.
 */
export async function readBoardColumn(
  ctx: { readonly db: Db },
  workspaceId: string,
  status: ThreadStatus,
  filter: BoardFilter,
  limit: number,
) {
  const said = sql<
    string | null
  >`(select m.text from messages m where m.thread_id = ${threads.id} and m.direction = 'inbound' order by m.id desc limit 1)`
  // Under a post many write: whoever did last stands with what they wrote.
  const lastName = sql<
    string | null
  >`(select c.name from messages m join contacts c on c.id = m.contact_id where m.thread_id = ${threads.id} and m.direction = 'inbound' order by m.id desc limit 1)`
  // Chosen before anything is looked up for them: thousands may be open.
  const chosen = ctx.db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), ...conditionsOf({ ...filter, status })))
    .orderBy(...URGENT_FIRST)
    .limit(limit)
    .as('chosen')
  const rows = await ctx.db
    .select({
      thread: threads,
      contactName: sql<
        string | null
      >`case when ${threads.surface} = 'comment' then ${lastName} else ${contacts.name} end`,
      channelKind: channels.kind,
      queueName: queues.name,
      holderName: members.name,
      said,
    })
    .from(chosen)
    .innerJoin(threads, eq(threads.id, chosen.id))
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .leftJoin(queues, eq(queues.id, threads.queue_id))
    .leftJoin(members, eq(members.id, threads.held_by))
    .orderBy(...URGENT_FIRST)
  return rows.map((row) => ({ ...row, said: row.said === null ? null : redactText(row.said) }))
}
export type BoardCard = Awaited<ReturnType<typeof readBoardColumn>>[number]

/** How many open threads a column has, counted up to `most`. */
export async function countBoardColumn(
  ctx: { readonly db: Db },
  workspaceId: string,
  status: ThreadStatus,
  filter: BoardFilter,
  most: number,
): Promise<number> {
  const found = ctx.db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), ...conditionsOf({ ...filter, status })))
    .limit(most)
    .as('found')
  const [row] = await ctx.db.select({ threads: count() }).from(found)
  return row!.threads
}

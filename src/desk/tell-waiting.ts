import { and, eq, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, contacts, drafts, threads, workspaces } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { describeThread } from '../inbox/describe-subject.ts'
import type { DeskContext, ThreadRow } from './change-thread.ts'
import { chooseNotice } from './waiting-notice.ts'

/** Threads looked at in one pass. */
const BATCH = 100

/**
 * Tells customers who have waited for a person as long as their workspace says that one is still to come: once a wait, in
 * direct messages of channels that send. Answers how many were told.
 */
export async function tellWaiting(ctx: DeskContext): Promise<number> {
  const due = await findDue(ctx)
  let told = 0
  for (const row of due) {
    if (await tell(ctx, row.workspace_id, row.id)) told += 1
  }
  if (told > 0) ctx.wake('deliveries')
  return told
}

function findDue(ctx: DeskContext) {
  return ctx.db
    .select({ id: threads.id, workspace_id: threads.workspace_id })
    .from(threads)
    .innerJoin(workspaces, eq(workspaces.id, threads.workspace_id))
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .where(isDue(ctx.clock()))
    .limit(BATCH)
}

function isDue(now: Date) {
  return and(
    sql`${threads.waiting_since} + ((${workspaces.settings} ->> 'waiting_notice_after_s')::int * interval '1 second') <= ${now.toISOString()}::timestamptz`,
    or(isNull(threads.told_waiting_at), lt(threads.told_waiting_at, threads.waiting_since)),
    ne(threads.status, 'resolved'),
    // Under a post it would be read by everybody.
    eq(threads.surface, 'dm'),
    inArray(channels.mode, ['draft', 'auto']),
    sql`not (${workspaces.settings} ->> 'stop_everything')::boolean`,
    isNull(contacts.blocked_at),
    isNull(contacts.opted_out_at),
  )
}

/** One transaction, under the thread's lock: whoever comes second, here or in another process, finds it told already. */
function tell(ctx: DeskContext, workspaceId: string, id: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const inThread = and(eq(threads.workspace_id, workspaceId), eq(threads.id, id))
    await tx.select({ id: threads.id }).from(threads).where(inThread).for('update')
    const [found] = await tx
      .select({ thread: threads })
      .from(threads)
      .innerJoin(workspaces, eq(workspaces.id, threads.workspace_id))
      .innerJoin(
        channels,
        and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
      )
      .innerJoin(contacts, eq(contacts.id, threads.contact_id))
      .where(and(inThread, isDue(now)))
    if (found === undefined) return false
    await tx
      .update(threads)
      // A turn in progress is decided again, knowing what was said.
      .set({ told_waiting_at: now, revision: sql`${threads.revision} + 1` })
      .where(inThread)
    await write(ctx, tx, found.thread, now)
    return true
  })
}

async function write(ctx: DeskContext, tx: Db, thread: ThreadRow, now: Date): Promise<void> {
  const { text, language } = chooseNotice(thread.language ?? (await languageAround(tx, thread)))
  const draftId = ctx.newId('drf')
  await tx.insert(drafts).values({
    id: draftId,
    workspace_id: thread.workspace_id,
    thread_id: thread.id,
    kind: 'waiting_notice',
    state: 'approved',
    text,
    proposed_text: text,
    language,
    confidence: 1,
    citations: [],
    created_at: now,
    updated_at: now,
  })
  const subject = await describeThread(tx, thread.workspace_id, thread.id)
  const caller = { workspaceId: thread.workspace_id, actor: systemActor('desk') }
  await appendEvents(ctx, tx, caller, [
    {
      type: 'reply.requested',
      threadId: thread.id,
      data: { ...subject, reply_id: draftId, draft_id: draftId, kind: 'waiting_notice', text, language },
    },
  ])
}

/** What the channel's customers write in, for one who sent only a picture. */
async function languageAround(tx: Db, thread: ThreadRow) {
  const [row] = await tx
    .select({ language: threads.language })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, thread.workspace_id),
        eq(threads.channel_id, thread.channel_id),
        sql`${threads.language} is not null`,
      ),
    )
    .groupBy(threads.language)
    .orderBy(sql`count(*) desc`)
    .limit(1)
  return row?.language ?? null
}

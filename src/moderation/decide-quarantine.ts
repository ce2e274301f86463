import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts, decisions, messages, quarantineItems, threads } from '../db/schema.ts'
import { placeThread } from '../desk/place-thread.ts'
import { readRoutingFacts } from '../desk/read-routing-facts.ts'
import type { Caller } from '../domain/actor.ts'
import { owePerson } from '../domain/move-thread.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { describeSubject } from '../inbox/describe-subject.ts'

export const QuarantineState = z.enum(['held', 'released', 'confirmed'])
export type QuarantineState = z.infer<typeof QuarantineState>

/** A message that was held until a person looks. */
export const QuarantineItem = z
  .object({
    id: z.string(),
    state: QuarantineState,
    thread_id: z.string(),
    message_id: z.string(),
    text: z.string(),
    category: z.string(),
    reasons: z.array(z.string()),
    decided_by: z.string().nullable(),
    decided_reason: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'QuarantineItem' })
export type QuarantineItem = z.infer<typeof QuarantineItem>

interface QuarantineContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/** Held messages, newest first. */
export async function listQuarantine(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: QuarantineState | null; readonly before: string | null; readonly limit: number },
): Promise<QuarantineItem[]> {
  const rows = await selectItems(
    ctx.db,
    workspaceId,
    and(
      filter.state === null ? undefined : eq(quarantineItems.state, filter.state),
      filter.before === null ? undefined : lt(quarantineItems.id, filter.before),
    ),
    filter.limit,
  )
  return rows.map(viewItem)
}

/**
 * A person releases a held message (it was harmless: somebody must answer it) or confirms that it stays away; with
 * `block`, its sender is blocked. Throws `not_found`, and `conflict` where it was decided already.
 */
export async function decideQuarantine(
  ctx: QuarantineContext,
  caller: Caller,
  id: string,
  input: { readonly state: 'released' | 'confirmed'; readonly reason: string; readonly block: boolean },
): Promise<QuarantineItem> {
  const [before] = await selectItems(ctx.db, caller.workspaceId, eq(quarantineItems.id, id))
  if (before === undefined) throw new NotFoundError('quarantined message', id)
  const isDecided = await ctx.db.transaction((tx) => write(ctx, tx, caller, before.item, input))
  const [after] = await selectItems(ctx.db, caller.workspaceId, eq(quarantineItems.id, id))
  if (!isDecided) {
    throw new AppError('conflict', `${id} was ${after!.item.state} by ${after!.item.decided_by} already`)
  }
  ctx.wake('deliveries')
  return viewItem(after!)
}

/** The thread is locked first, as a turn does that is recorded; false where somebody was quicker. */
async function write(
  ctx: QuarantineContext,
  tx: Db,
  caller: Caller,
  item: typeof quarantineItems.$inferSelect,
  input: { readonly state: 'released' | 'confirmed'; readonly reason: string; readonly block: boolean },
): Promise<boolean> {
  const now = ctx.clock()
  const inThread = and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, item.thread_id))
  const [thread] = await tx.select().from(threads).where(inThread).for('update')
  const [decided] = await tx
    .update(quarantineItems)
    .set({ state: input.state, decided_by: caller.actor.id, decided_reason: input.reason, decided_at: now })
    .where(
      and(
        eq(quarantineItems.workspace_id, caller.workspaceId),
        eq(quarantineItems.id, item.id),
        eq(quarantineItems.state, 'held'),
      ),
    )
    .returning({ id: quarantineItems.id })
  if (decided === undefined) return false
  const subject = await describeSubject(tx, caller.workspaceId, item.decision_id)
  const event = (type: NewEvent['type'], data: Record<string, unknown>): NewEvent => ({
    type,
    threadId: item.thread_id,
    data: { ...subject, quarantine_id: item.id, ...data },
  })
  const news = [event('message.moderation_decided', { state: input.state, reason: input.reason })]
  if (input.state === 'released') {
    const reasons = ['released_from_quarantine']
    const facts = { ...(await readRoutingFacts(tx, caller.workspaceId, item.thread_id)), reasons }
    const placement = await placeThread(
      ctx,
      tx,
      thread!,
      facts,
      { since: item.created_at, queueId: null },
      now,
    )
    await tx
      .update(threads)
      .set({ ...owePerson(thread!, item.created_at, now), ...placement.set, updated_at: now })
      .where(inThread)
    news.push(event('thread.needs_human', { reasons, queue: placement.queue.name }))
  } else {
    const action = input.block ? 'block' : 'hide'
    news.push(event('message.action_requested', { action, reasons: [input.reason] }))
  }
  if (input.block) {
    const contactId = await blockSender(tx, caller.workspaceId, subject.message_id, now)
    news.push(event('contact.blocked', { contact_id: contactId }))
  }
  await appendAudit(ctx, tx, caller, `quarantine.${input.state}`, item.id, {
    reason: input.reason,
    block: input.block,
  })
  await appendEvents(ctx, tx, caller, news)
  return true
}

/** Items with the words of every message of their turn: what was held may stand in any of them. */
function selectItems(db: Db, workspaceId: string, which: SQL | undefined, limit = 1) {
  const texts = sql<string>`(select string_agg(m.text, E'\n' order by m.id) from messages m where m.decision_id = ${decisions.id} and m.workspace_id = ${workspaceId})`
  return db
    .select({
      item: quarantineItems,
      category: decisions.category,
      message_id: decisions.message_id,
      text: texts,
    })
    .from(quarantineItems)
    .innerJoin(decisions, eq(decisions.id, quarantineItems.decision_id))
    .where(and(eq(quarantineItems.workspace_id, workspaceId), which))
    .orderBy(desc(quarantineItems.id))
    .limit(limit)
}

async function blockSender(tx: Db, workspaceId: string, messageId: string, now: Date): Promise<string> {
  const [message] = await tx
    .select({ contact_id: messages.contact_id })
    .from(messages)
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.id, messageId)))
  await tx
    .update(contacts)
    .set({ blocked_at: now })
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, message!.contact_id)))
  return message!.contact_id
}

function viewItem({
  item,
  category,
  message_id,
  text,
}: Awaited<ReturnType<typeof selectItems>>[number]): QuarantineItem {
  const { workspace_id: _scope, decision_id: _decision, decided_at, created_at, ...rest } = item
  return {
    ...rest,
    category,
    message_id,
    text,
    decided_at: decided_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  }
}

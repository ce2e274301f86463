import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts, decisions, messages, quarantineItems, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'

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
  const rows = await selectItems(ctx.db)
    .where(
      and(
        eq(quarantineItems.workspace_id, workspaceId),
        filter.state === null ? undefined : eq(quarantineItems.state, filter.state),
        filter.before === null ? undefined : lt(quarantineItems.id, filter.before),
      ),
    )
    .orderBy(desc(quarantineItems.id))
    .limit(filter.limit)
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
  const item = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const [row] = await tx
      .update(quarantineItems)
      .set({ state: input.state, decided_by: caller.actor.id, decided_reason: input.reason, decided_at: now })
      .where(
        and(
          eq(quarantineItems.workspace_id, caller.workspaceId),
          eq(quarantineItems.id, id),
          eq(quarantineItems.state, 'held'),
        ),
      )
      .returning()
    if (row === undefined) return null
    const data = { quarantine_id: id, thread_id: row.thread_id, state: input.state, reason: input.reason }
    const news: NewEvent[] = [{ type: 'message.moderation_decided', threadId: row.thread_id, data }]
    if (input.state === 'released') news.push(await askForPerson(tx, row.thread_id, now))
    else news.push(actionEvent(row.thread_id, input.block ? 'block' : 'hide', input.reason))
    if (input.block) news.push(await blockSender(tx, row.thread_id, now))
    await appendEvents(ctx, tx, caller.workspaceId, news)
    await appendAudit(ctx, tx, caller, `quarantine.${input.state}`, id, {
      reason: input.reason,
      block: input.block,
    })
    return row
  })
  const [found] = await selectItems(ctx.db).where(
    and(eq(quarantineItems.workspace_id, caller.workspaceId), eq(quarantineItems.id, id)),
  )
  if (found === undefined) throw new NotFoundError('quarantined message', id)
  if (item === null)
    throw new AppError('conflict', `${id} was ${found.item.state} by ${found.item.decided_by} already`)
  ctx.wake('deliveries')
  return viewItem(found)
}

function selectItems(db: Db) {
  return db
    .select({
      item: quarantineItems,
      category: decisions.category,
      message_id: messages.id,
      text: messages.text,
    })
    .from(quarantineItems)
    .innerJoin(decisions, eq(decisions.id, quarantineItems.decision_id))
    .innerJoin(messages, eq(messages.id, decisions.message_id))
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

async function askForPerson(tx: Db, threadId: string, now: Date): Promise<NewEvent> {
  await tx
    .update(threads)
    .set({ status: 'needs_human', updated_at: now })
    .where(and(eq(threads.id, threadId), eq(threads.status, 'open')))
  return {
    type: 'thread.needs_human',
    threadId,
    data: { thread_id: threadId, reasons: ['released_from_quarantine'] },
  }
}

function actionEvent(threadId: string, action: 'hide' | 'block', reason: string): NewEvent {
  return {
    type: 'message.action_requested',
    threadId,
    data: { thread_id: threadId, action, reasons: [reason] },
  }
}

async function blockSender(tx: Db, threadId: string, now: Date): Promise<NewEvent> {
  const [thread] = await tx
    .select({ contact_id: threads.contact_id })
    .from(threads)
    .where(eq(threads.id, threadId))
  await tx.update(contacts).set({ blocked_at: now }).where(eq(contacts.id, thread!.contact_id))
  return { type: 'contact.blocked', threadId, data: { contact_id: thread!.contact_id } }
}

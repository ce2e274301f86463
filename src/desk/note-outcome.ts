import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { outcomes, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Outcome, OutcomeInput } from '../domain/outcome.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import type { DeskContext } from './change-thread.ts'

type OutcomeRow = typeof outcomes.$inferSelect

/**
 * Keeps what came of a conversation, whoever holds it and also after it was resolved: a sale is often known days later.
 * The thread itself does not move. An `external_id` makes it once. Throws `not_found`, `precondition_failed` where
 * `revision` (an If-Match) is stale, and `conflict` where the `external_id` stands for something else.
 */
export async function noteOutcome(
  ctx: DeskContext,
  caller: Caller,
  threadId: string,
  revision: number | null,
  input: OutcomeInput,
): Promise<Outcome> {
  const row = await ctx.db.transaction(async (tx) => {
    const thread = await lockThread(tx, caller, threadId)
    if (revision !== null && revision !== thread.revision) {
      throw new AppError('precondition_failed', `Thread ${threadId} has changed since revision ${revision}`)
    }
    const made = await insert(ctx, tx, caller, thread, input)
    if (made === null) return readSame(tx, caller, threadId, input)
    const { comment: _words, ...data } = viewOutcome(made)
    await appendEvents(ctx, tx, caller, [{ type: 'thread.outcome_recorded', threadId, data }])
    await appendAudit(ctx, tx, caller, 'thread.outcome_recorded', threadId, { id: made.id, kind: made.kind })
    return made
  })
  ctx.wake('deliveries')
  return viewOutcome(row)
}

async function lockThread(tx: Db, caller: Caller, id: string) {
  const [thread] = await tx
    .select({ id: threads.id, episode: threads.episode, revision: threads.revision })
    .from(threads)
    .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, id)))
    .for('update')
  if (thread === undefined) throw new NotFoundError('thread', id)
  return thread
}

/** Null where the workspace has an outcome of this `external_id` already. */
async function insert(
  ctx: DeskContext,
  tx: Db,
  caller: Caller,
  thread: { readonly id: string; readonly episode: number },
  input: OutcomeInput,
): Promise<OutcomeRow | null> {
  const [row] = await tx
    .insert(outcomes)
    .values({
      id: ctx.newId('out'),
      workspace_id: caller.workspaceId,
      thread_id: thread.id,
      episode: thread.episode,
      kind: input.kind,
      value_cents: centsOf(input),
      currency: input.currency ?? null,
      external_id: input.external_id ?? null,
      comment: input.comment === undefined ? null : redactText(input.comment),
      created_by: caller.actor.id,
      created_at: ctx.clock(),
    })
    .onConflictDoNothing()
    .returning()
  return row ?? null
}

async function readSame(tx: Db, caller: Caller, threadId: string, input: OutcomeInput): Promise<OutcomeRow> {
  const [row] = await tx
    .select()
    .from(outcomes)
    .where(
      and(eq(outcomes.workspace_id, caller.workspaceId), eq(outcomes.external_id, input.external_id ?? '')),
    )
  const isSame =
    row?.thread_id === threadId &&
    row.kind === input.kind &&
    row.value_cents === centsOf(input) &&
    row.currency === (input.currency ?? null)
  if (!isSame) throw new AppError('conflict', 'Another outcome has this external_id')
  return row
}

function centsOf({ value }: OutcomeInput): number | null {
  return value === undefined ? null : Math.round(value * 100)
}

function viewOutcome(row: OutcomeRow): Outcome {
  const { workspace_id: _scope, created_by: _actor, value_cents, created_at, ...rest } = row
  return {
    ...rest,
    value: value_cents === null ? null : value_cents / 100,
    created_at: created_at.toISOString(),
  }
}

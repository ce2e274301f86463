import { and, eq, inArray, sql } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts, drafts, feedback, threads, workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { DraftState } from '../domain/draft.ts'
import { owePerson } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { answerContact } from '../inbox/answer-contact.ts'
import { assertMayWrite } from '../inbox/assert-may-write.ts'
import { describeSubject, describeThread, type Subject } from '../inbox/describe-subject.ts'
import { tellReopened } from '../inbox/tell-reopened.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import { type DraftRow, getDraft } from './read-drafts.ts'

export interface ReviewContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

export interface DraftChange {
  /** States that it may be changed from. */
  readonly from: readonly DraftState[]
  readonly set: Partial<DraftRow>
  readonly audit: string
  /** An If-Match; null to take the draft as it is. */
  readonly revision: number | null
  readonly eventsOf: (row: DraftRow, subject: Subject) => readonly NewEvent[]
  /** Only whoever holds the thread, if anybody does, may. */
  readonly isForHolder: boolean
  /** What it does to the thread: the customer got an answer, or a person owes them one. */
  readonly thread: 'answered' | 'owes_person' | 'unchanged'
  readonly feedback?: (before: DraftRow) => {
    kind: (typeof feedback.$inferSelect)['kind']
    details: Record<string, unknown>
  }
}

/**
 * Changes a draft by one conditional update, so that two people never act on one: whoever comes second gets
 * `conflict` with the state it is in. Throws `not_found`, `precondition_failed` for a stale If-Match, and `claim_lost`
 * where somebody else holds the thread.
 */
export async function changeDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  change: DraftChange,
): Promise<DraftRow> {
  const before = await getDraft(ctx, caller.workspaceId, id)
  if (change.revision !== null && change.revision !== before.revision) throw staleDraft(id)
  const row = await ctx.db.transaction((tx) => write(ctx, tx, caller, before, change))
  if (row !== null) {
    ctx.wake('deliveries')
    return row
  }
  const current = await getDraft(ctx, caller.workspaceId, id)
  if (change.revision !== null && current.revision !== change.revision) throw staleDraft(id)
  throw new AppError('conflict', `Draft ${id} is ${current.state}, not ${change.from.join(' or ')}`)
}

/** The thread is locked before its draft, as a turn does that is recorded; null where somebody was quicker. */
async function write(
  ctx: ReviewContext,
  tx: Db,
  caller: Caller,
  before: DraftRow,
  change: DraftChange,
): Promise<DraftRow | null> {
  const now = ctx.clock()
  const [thread] = await tx
    .select()
    .from(threads)
    .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, before.thread_id)))
    .for('update')
  if (change.isForHolder) assertMayWrite(thread!, caller.actor, now)
  const [changed] = await tx
    .update(drafts)
    .set({ ...change.set, revision: sql`${drafts.revision} + 1`, updated_at: now })
    .where(
      and(
        eq(drafts.workspace_id, caller.workspaceId),
        eq(drafts.id, before.id),
        inArray(drafts.state, [...change.from]),
        change.revision === null ? undefined : eq(drafts.revision, change.revision),
      ),
    )
    .returning()
  if (changed === undefined) return null
  const subject = await subjectOf(tx, before)
  const move = await moveOf(tx, change, thread!, subject.contact_id, now)
  const [moved] = await tx
    .update(threads)
    // A turn in progress may hold this draft's question as open: it starts over.
    .set({ ...move, revision: sql`${threads.revision} + 1`, updated_at: now })
    .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, before.thread_id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
  if (change.feedback !== undefined) await keepFeedback(ctx, tx, caller, before.id, change.feedback(before))
  await appendAudit(ctx, tx, caller, change.audit, before.id)
  const isReopened = thread!.status === 'resolved' && moved!.status !== 'resolved'
  await appendEvents(ctx, tx, caller, [
    ...(isReopened ? [tellReopened(moved!, 'recado')] : []),
    ...change.eventsOf(changed, subject),
  ])
  return changed
}

async function moveOf(
  tx: Db,
  change: DraftChange,
  thread: typeof threads.$inferSelect,
  contactId: string,
  now: Date,
) {
  if (change.thread === 'unchanged') return {}
  if (change.thread === 'owes_person') return owePerson(thread, now, now)
  // What was said to a resolved thread opens it no more.
  return thread.status === 'resolved' ? {} : answerContact(tx, thread, contactId, now)
}

function subjectOf(tx: Db, draft: DraftRow): Promise<Subject> {
  if (draft.decision_id !== null) return describeSubject(tx, draft.workspace_id, draft.decision_id)
  return describeThread(tx, draft.workspace_id, draft.thread_id, { contactId: draft.contact_id })
}

function staleDraft(id: string): AppError {
  return new AppError('precondition_failed', `Draft ${id} has changed since you read it`)
}

/** What hides personal data in words about a draft: cases are made of them, and those hold none. */
async function openThreadRedaction(tx: Db, workspaceId: string, draftId: string, said: readonly unknown[]) {
  const [about] = await tx
    .select({ name: contacts.name, settings: workspaces.settings })
    .from(drafts)
    .innerJoin(threads, eq(threads.id, drafts.thread_id))
    .innerJoin(contacts, eq(contacts.id, sql`coalesce(${drafts.contact_id}, ${threads.contact_id})`))
    .innerJoin(workspaces, eq(workspaces.id, drafts.workspace_id))
    .where(and(eq(drafts.workspace_id, workspaceId), eq(drafts.id, draftId)))
  return openRedaction({
    contactName: about!.name,
    orderMasks: about!.settings.order_masks ?? [],
    texts: said.filter((words) => typeof words === 'string'),
  }).hide
}

/** Keeps what a person said of a draft, without personal data, in the caller's transaction; returns the feedback's id. */
export async function keepFeedback(
  ctx: Pick<ReviewContext, 'clock' | 'newId'>,
  tx: Db,
  caller: Caller,
  draftId: string,
  said: { kind: (typeof feedback.$inferSelect)['kind']; details: Record<string, unknown> },
): Promise<string> {
  const id = ctx.newId('fbk')
  const hide = await openThreadRedaction(tx, caller.workspaceId, draftId, Object.values(said.details))
  await tx.insert(feedback).values({
    id,
    workspace_id: caller.workspaceId,
    draft_id: draftId,
    kind: said.kind,
    details: Object.fromEntries(
      Object.entries(said.details).map(([name, value]) => [
        name,
        typeof value === 'string' ? hide(value) : value,
      ]),
    ),
    actor_kind: caller.actor.kind,
    actor_id: caller.actor.id,
    created_at: ctx.clock(),
  })
  return id
}

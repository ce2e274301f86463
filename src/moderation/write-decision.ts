import { and, isNotNull, isNull } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { isSamePerson } from '../db/same-person.ts'
import { contacts, moderationDecisions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Surface } from '../domain/assessment.ts'
import type { DecisionAction, PlatformAction } from '../domain/moderation-decision.ts'
import type { Severity } from '../domain/signal.ts'
import { RAISED } from '../inbox/change-contact.ts'
import type { Subject } from '../inbox/describe-subject.ts'

export interface DecisionContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export type DecisionRow = typeof moderationDecisions.$inferSelect

/** Who wrote what is decided, and where. */
export interface Decided {
  readonly subject: Subject
  readonly contactId: string
  readonly surface: Surface
  readonly decisionId: string | null
}

export interface NewDecision {
  readonly action: DecisionAction
  readonly reasons: readonly string[]
  readonly note: string | null
  readonly severity: Severity | null
  readonly policy: string
  readonly rule: string | null
  readonly reversesId?: string
}

/**
 * Keeps one moderation decision in the caller's transaction and does what it means inside: a blocked sender stays
 * blocked. Answers it with the events that it causes, where a person decided first of all that; what only the platform can
 * do is asked for by one of them.
 */
export async function writeDecision(
  ctx: DecisionContext,
  tx: Db,
  { workspaceId, actor }: Caller,
  decided: Decided,
  { reversesId, ...input }: NewDecision,
): Promise<{ row: DecisionRow; news: NewEvent[] }> {
  const { subject, contactId, surface } = decided
  const [row] = await tx
    .insert(moderationDecisions)
    .values({
      ...input,
      reasons: [...input.reasons],
      id: ctx.newId('mod'),
      workspace_id: workspaceId,
      message_id: subject.message_id,
      thread_id: subject.thread_id,
      contact_id: contactId,
      decision_id: decided.decisionId,
      actor_kind: actor.kind,
      actor_id: actor.id,
      created_at: ctx.clock(),
      reverses_id: reversesId ?? null,
    })
    .returning()
  const news: NewEvent[] = actor.kind === 'system' ? [] : [decidedEvent(subject, row!)]
  const action = platformAction(input.action, surface)
  if (action !== null) {
    const data = {
      ...subject,
      action_id: row!.id,
      action,
      contact_id: contactId,
      // Whoever is told that they were hidden writes again from another account.
      visible_to_author: action === 'hide',
      reasons: input.reasons,
    }
    news.push({ type: 'message.action_requested', threadId: subject.thread_id, data })
  }
  const isChanged = await setBlocked(tx, workspaceId, contactId, input.action, ctx.clock())
  if (isChanged) {
    const type = input.action === 'block' ? 'contact.blocked' : 'contact.unblocked'
    news.push({ type, threadId: subject.thread_id, data: { ...subject, contact_id: contactId } })
  }
  return { row: row!, news }
}

/** Tells that somebody decided. A person's own words stay inside: they may name people. */
function decidedEvent(subject: Subject, row: DecisionRow): NewEvent {
  const { id, action, reasons, policy, rule, reverses_id } = row
  return {
    type: 'message.moderation_decided',
    threadId: subject.thread_id,
    data: {
      ...subject,
      ...{ moderation_decision_id: id, action, reasons, policy, rule, reverses: reverses_id },
    },
  }
}

/** What a platform is asked to do; a DM is filed where a comment is hidden. Null where there is nothing to do. */
export function platformAction(action: DecisionAction, surface: Surface): PlatformAction | null {
  if (action === 'allow' || action === 'quarantine') return null
  if (surface === 'dm' && action === 'hide') return 'file'
  if (surface === 'dm' && action === 'unhide') return 'unfile'
  return action
}

async function setBlocked(
  tx: Db,
  workspaceId: string,
  contactId: string,
  action: DecisionAction,
  now: Date,
): Promise<boolean> {
  if (action !== 'block' && action !== 'unblock') return false
  const blocks = action === 'block'
  const changed = await tx
    .update(contacts)
    .set({ blocked_at: blocks ? now : null, ...RAISED })
    .where(
      and(
        isSamePerson(tx, workspaceId, contactId),
        blocks ? isNull(contacts.blocked_at) : isNotNull(contacts.blocked_at),
      ),
    )
    .returning({ id: contacts.id })
  return changed.length > 0
}

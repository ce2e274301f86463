import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { messages, moderationDecisions } from '../db/schema.ts'
import { type DecisionAction, type ModerationDecision, REVERSIBLE_MS } from '../domain/moderation-decision.ts'
import { NotFoundError } from '../errors.ts'
import type { DecisionRow } from './write-decision.ts'

/** What keeps a message or its author away. */
export const TAKEN_AWAY = [
  'quarantine',
  'hide',
  'delete',
  'block',
] as const satisfies readonly DecisionAction[]

/** Everything that was decided about showing a message, newest first. */
export async function listDecisions(
  ctx: { readonly db: Db },
  workspaceId: string,
  messageId: string,
): Promise<ModerationDecision[]> {
  const rows = await ctx.db
    .select()
    .from(moderationDecisions)
    .where(isOfMessage(workspaceId, messageId))
    .orderBy(desc(moderationDecisions.id))
    .limit(100)
  return rows.map(viewDecisionRow)
}

/** Throws `not_found`. */
export async function findDecision(db: Db, workspaceId: string, id: string): Promise<DecisionRow> {
  const [row] = await db
    .select()
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.workspace_id, workspaceId), eq(moderationDecisions.id, id)))
  if (row === undefined) throw new NotFoundError('moderation decision', id)
  return row
}

/** The newest decision of these kinds about a message that nobody took back; null where there is none. */
export async function findStanding(
  db: Db,
  workspaceId: string,
  messageId: string,
  kinds: readonly DecisionAction[],
): Promise<DecisionRow | null> {
  const [row] = await db
    .select()
    .from(moderationDecisions)
    .where(
      and(
        isOfMessage(workspaceId, messageId),
        inArray(moderationDecisions.action, [...kinds]),
        isNull(moderationDecisions.reversed_at),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(1)
  return row ?? null
}

/** About a message by itself, or about the turn that it was decided in. */
export function isOfMessage(workspaceId: string, messageId: string) {
  const turn = sql`(select ${messages.decision_id} from ${messages} where ${messages.id} = ${messageId})`
  return and(
    eq(moderationDecisions.workspace_id, workspaceId),
    or(eq(moderationDecisions.message_id, messageId), eq(moderationDecisions.decision_id, turn)),
  )
}

export function viewDecisionRow(row: DecisionRow): ModerationDecision {
  const { id, message_id, thread_id, contact_id, action, reasons, note, severity, policy, rule } = row
  return {
    id,
    message_id,
    thread_id,
    contact_id,
    action,
    reasons,
    note,
    severity,
    policy,
    rule,
    decided_by: { kind: row.actor_kind, id: row.actor_id },
    created_at: row.created_at.toISOString(),
    reversible_until: new Date(row.created_at.getTime() + REVERSIBLE_MS).toISOString(),
    reverses: row.reverses_id,
    reversed_at: row.reversed_at?.toISOString() ?? null,
    outcome:
      row.outcome === null
        ? null
        : { outcome: row.outcome, code: row.outcome_code, at: row.outcome_at!.toISOString() },
  }
}

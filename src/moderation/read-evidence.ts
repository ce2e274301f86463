import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, messages } from '../db/schema.ts'
import type { Evidence } from '../domain/assessment.ts'
import { redactText } from '../privacy/redact-text.ts'

/** A message of a turn with the spans that spoke against it; offsets are into its text. */
export interface MessageEvidence {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/**
 * The messages of the turn that a message was decided in, oldest first, with personal data masked. Spans are told only
 * where they still fit: for one message, in which nothing was masked.
 */
export async function readEvidence(
  ctx: { readonly db: Db },
  workspaceId: string,
  messageId: string,
): Promise<MessageEvidence[]> {
  const [decided] = await ctx.db
    .select({ id: decisions.id, assessment: decisions.assessment })
    .from(messages)
    .innerJoin(decisions, eq(decisions.id, messages.decision_id))
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.id, messageId)))
  if (decided === undefined) return []
  const rows = await ctx.db
    .select({ text: messages.text })
    .from(messages)
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.decision_id, decided.id)))
    .orderBy(asc(messages.id))
  const against = decided.assessment.evidence.filter(({ label }) => label === 'hate' || label === 'spam')
  return rows.map(({ text }) => {
    const shown = redactText(text)
    return { text: shown, evidence: rows.length === 1 && shown === text ? against : [] }
  })
}

import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { decisions, messages } from '../db/schema.ts'
import { RuleEffect } from '../domain/reply-rules.ts'
import { RuleTrace } from '../domain/routing.ts'
import { AppError, NotFoundError } from '../errors.ts'

/** How the rules were asked when a message was decided. */
export const DecidedRules = z
  .object({
    message_id: z.string(),
    thread_id: z.string(),
    version: z.int().describe('Of the rules that held then; 0 before there were any'),
    rule: RuleEffect.nullable().describe('What took the place of a draft; null where nothing did'),
    message: z.array(RuleTrace).describe('Rules asked before anything was drafted, up to the one that fired'),
    hand_off: z
      .array(RuleTrace)
      .nullable()
      .describe('Rules asked for words beside a hand-off; null where none were to be said'),
  })
  .meta({ id: 'DecidedRules' })
export type DecidedRules = z.infer<typeof DecidedRules>

const Kept = DecidedRules.pick({ version: true, message: true, hand_off: true })
const NOTHING_KEPT = { version: 0, message: [], hand_off: null }

/** Throws `not_found`, and `conflict` for a message that is not decided yet. */
export async function readRuleTrace(
  ctx: { readonly db: Db },
  workspaceId: string,
  messageId: string,
): Promise<DecidedRules> {
  const [row] = await ctx.db
    .select({
      direction: messages.direction,
      threadId: messages.thread_id,
      rules: decisions.rules,
      inputs: decisions.inputs,
    })
    .from(messages)
    .leftJoin(decisions, eq(decisions.id, messages.decision_id))
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.id, messageId)))
  if (row === undefined || row.direction === 'outbound') throw new NotFoundError('decided message', messageId)
  if (row.inputs === null) throw new AppError('conflict', `Message ${messageId} is not decided yet`)
  const kept = row.rules === null ? NOTHING_KEPT : Kept.parse(row.rules)
  return {
    message_id: messageId,
    thread_id: row.threadId,
    ...kept,
    rule: RuleEffect.nullish().parse(row.inputs.rule) ?? null,
  }
}

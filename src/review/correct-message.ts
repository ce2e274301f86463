import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { feedback, messages } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { Category } from '../domain/assessment.ts'
import { Route } from '../domain/decision.ts'
import { ExternalId } from '../domain/text.ts'
import { NotFoundError } from '../errors.ts'

export const CorrectionInput = z
  .object({
    category: Category.optional(),
    route: Route.optional(),
    entry_id: ExternalId.optional().describe('The entry that would have answered it'),
  })
  .refine(
    (input) => Object.values(input).some((value) => value !== undefined),
    'Name at least one of category, route, entry_id',
  )
export type CorrectionInput = z.infer<typeof CorrectionInput>

/** Keeps what a person says a message really was; the recorded decision stays. Throws `not_found`. */
export async function correctMessage(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly newId: (prefix: string) => string },
  caller: Caller,
  messageId: string,
  input: CorrectionInput,
): Promise<string> {
  return ctx.db.transaction(async (tx) => {
    const [message] = await tx
      .select({ id: messages.id })
      .from(messages)
      .where(and(eq(messages.workspace_id, caller.workspaceId), eq(messages.id, messageId)))
    if (message === undefined) throw new NotFoundError('message', messageId)
    const id = ctx.newId('fbk')
    await tx.insert(feedback).values({
      id,
      workspace_id: caller.workspaceId,
      message_id: messageId,
      kind: 'correction',
      details: input,
      actor_kind: caller.actor.kind,
      actor_id: caller.actor.id,
      created_at: ctx.clock(),
    })
    await appendAudit(ctx, tx, caller, 'message.corrected', messageId, input)
    return id
  })
}

import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../../db/append-audit.ts'
import type { Db } from '../../db/database.ts'
import { evalCases } from '../../db/schema.ts'
import type { Caller } from '../../domain/actor.ts'
import { assertOtherPerson } from '../../domain/assert-other-person.ts'
import { AppError, NotFoundError } from '../../errors.ts'
import { type OwnCase, type OwnCaseInput, viewCase } from './own-case.ts'

export interface CaseContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** Stores cases that count once another person has approved them. Throws `conflict` where a name is taken. */
export async function proposeCases(
  ctx: CaseContext,
  caller: Caller,
  inputs: readonly OwnCaseInput[],
  threadId: string | null = null,
): Promise<OwnCase[]> {
  return ctx.db.transaction(async (tx) => {
    const rows = await tx
      .insert(evalCases)
      .values(
        inputs.map((input) => ({
          id: ctx.newId('ecase'),
          workspace_id: caller.workspaceId,
          external_id: input.external_id,
          state: 'pending' as const,
          messages: input.messages,
          tags: input.tags,
          thread_id: threadId,
          created_by: caller.actor.id,
          created_at: ctx.clock(),
        })),
      )
      .onConflictDoNothing()
      .returning()
    const taken = inputs.filter(({ external_id }) => !rows.some((row) => row.external_id === external_id))
    if (taken.length > 0)
      throw new AppError('conflict', `There are cases already with the id ${taken[0]!.external_id}`)
    for (const row of rows) await appendAudit(ctx, tx, caller, 'eval_case.proposed', row.id)
    return rows.map(viewCase)
  })
}

/**
 * Another person lets a case count, or rejects it. Throws `not_found`, `forbidden` for its author, and `conflict` where it
 * was decided already.
 */
export async function decideCase(
  ctx: CaseContext,
  caller: Caller,
  id: string,
  state: 'approved' | 'rejected',
): Promise<OwnCase> {
  return ctx.db.transaction(async (tx) => {
    const [before] = await tx
      .select()
      .from(evalCases)
      .where(and(eq(evalCases.workspace_id, caller.workspaceId), eq(evalCases.id, id)))
    if (before === undefined) throw new NotFoundError('case', id)
    assertOtherPerson(caller, [before.created_by])
    const [row] = await tx
      .update(evalCases)
      .set({ state, decided_by: caller.actor.id, decided_at: ctx.clock() })
      .where(
        and(
          eq(evalCases.workspace_id, caller.workspaceId),
          eq(evalCases.id, id),
          eq(evalCases.state, 'pending'),
        ),
      )
      .returning()
    if (row === undefined) throw new AppError('conflict', `${id} is ${before.state} already`)
    await appendAudit(ctx, tx, caller, `eval_case.${state}`, id)
    return viewCase(row)
  })
}

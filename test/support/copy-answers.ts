import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { decisions, drafts, feedback, qaSamples } from '../../src/db/schema.ts'

interface Copy {
  readonly draftId: string
  readonly decisionId: string
}

/** Puts `count` answers beside one that a turn made, like it in all but ids and confidence: surer ones first. */
export async function copyAnswers(ctx: Context, decisionId: string, count: number): Promise<Copy[]> {
  const [decision] = await ctx.db.select().from(decisions).where(eq(decisions.id, decisionId))
  const [draft] = await ctx.db.select().from(drafts).where(eq(drafts.decision_id, decisionId))
  const copies = Array.from({ length: count }, () => ({
    draftId: ctx.newId('drf'),
    decisionId: ctx.newId('dec'),
  }))
  await ctx.db.insert(decisions).values(copies.map((copy) => ({ ...decision!, id: copy.decisionId })))
  await ctx.db.insert(drafts).values(
    copies.map((copy, i) => ({
      ...draft!,
      id: copy.draftId,
      decision_id: copy.decisionId,
      confidence: 0.99 - (i / count) * 0.4,
    })),
  )
  return copies
}

/** The same, each let go out as it was by a person, or held back where `isRight` says no. */
export async function judgeCopies(
  ctx: Context,
  decisionId: string,
  count: number,
  isRight: (i: number) => boolean,
): Promise<void> {
  const [decision] = await ctx.db.select().from(decisions).where(eq(decisions.id, decisionId))
  const copies = await copyAnswers(ctx, decisionId, count)
  await ctx.db.insert(feedback).values(
    copies.map(({ draftId }, i) => ({
      id: ctx.newId('fbk'),
      workspace_id: decision!.workspace_id,
      draft_id: draftId,
      kind: isRight(i) ? ('approved' as const) : ('rejected' as const),
      details: {},
      actor_kind: 'member',
      actor_id: 'somebody',
      created_at: ctx.clock(),
    })),
  )
}

/** Beside a sample that the lot drew, others that were judged already. */
export async function copySamples(
  ctx: Context,
  sampleId: string,
  count: number,
  isRight: (i: number) => boolean,
): Promise<void> {
  const [sample] = await ctx.db.select().from(qaSamples).where(eq(qaSamples.id, sampleId))
  const copies = await copyAnswers(ctx, sample!.decision_id, count)
  await ctx.db.insert(qaSamples).values(
    copies.map(({ draftId, decisionId }, i) => ({
      ...sample!,
      id: ctx.newId('qas'),
      draft_id: draftId,
      decision_id: decisionId,
      reviewed: 1,
      verdict: isRight(i) ? ('right' as const) : ('wrong' as const),
      done_at: ctx.clock(),
    })),
  )
}

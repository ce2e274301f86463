import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { qaReviews, qaSamples } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertOtherPerson } from '../domain/assert-other-person.ts'
import {
  CRITERIA,
  type QaReviewInput,
  type QaSample,
  type Rubric,
  type Verdict,
} from '../domain/qa-sample.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import { keepPromise } from './keep-promise.ts'
import { getSample, type SampleRow } from './read-samples.ts'

interface ReviewContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Keeps what a person makes of a sample. With its last review the sample is judged, and a channel whose answers turn out to
 * break its promise falls back to drafts. Throws `not_found`, `forbidden` for whoever sent it or is no person, and
 * `conflict` where it is judged already or was reviewed by the same person.
 */
export async function reviewSample(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  input: QaReviewInput,
): Promise<QaSample> {
  const { workspaceId, actor } = caller
  await ctx.db.transaction(async (tx) => {
    const sample = await lockSample(tx, workspaceId, id)
    assertOtherPerson(caller, [sample.sent_by])
    if (sample.verdict !== null) throw new AppError('conflict', `Sample ${id} is judged already`)
    const verdict = verdictOf(input.rubric)
    const [kept] = await tx
      .insert(qaReviews)
      .values({
        id: ctx.newId('qar'),
        workspace_id: workspaceId,
        sample_id: id,
        message_id: sample.message_id,
        reviewer: actor.id,
        rubric: input.rubric,
        verdict,
        note: input.note === undefined ? null : redactText(input.note),
        created_at: ctx.clock(),
      })
      .onConflictDoNothing()
      .returning()
    if (kept === undefined) throw new AppError('conflict', `You reviewed sample ${id} already`)
    const judged = await count(ctx, tx, sample)
    const data = { sample_id: id, review_id: kept.id, verdict, is_judged: judged !== null }
    await appendEvents(ctx, tx, caller, [
      {
        type: 'qa.review_submitted',
        threadId: sample.thread_id,
        data: { ...data, thread_id: sample.thread_id },
      },
    ])
    await appendAudit(ctx, tx, caller, 'qa.sample_reviewed', id, { verdict })
    if (judged !== null && sample.sent_by === 'auto' && sample.drawn === 'lot')
      await keepPromise(ctx, tx, workspaceId, sample.channel_id)
  })
  return getSample(ctx, workspaceId, actor.id, id)
}

/** Anything but the tone makes an answer wrong. */
export function verdictOf(rubric: Rubric): Verdict {
  return CRITERIA.some((criterion) => criterion !== 'tone' && rubric[criterion] === 'fail')
    ? 'wrong'
    : 'right'
}

async function lockSample(tx: Db, workspaceId: string, id: string): Promise<SampleRow> {
  const [sample] = await tx
    .select()
    .from(qaSamples)
    .where(and(eq(qaSamples.workspace_id, workspaceId), eq(qaSamples.id, id)))
    .for('update')
  if (sample === undefined) throw new NotFoundError('sample', id)
  return sample
}

/** One review more; the verdict where it was the last that was needed: `wrong` where any says so. */
async function count(ctx: ReviewContext, tx: Db, sample: SampleRow): Promise<Verdict | null> {
  const own = and(eq(qaReviews.workspace_id, sample.workspace_id), eq(qaReviews.sample_id, sample.id))
  const verdicts = await tx.select({ verdict: qaReviews.verdict }).from(qaReviews).where(own)
  const isLast = verdicts.length >= sample.needed
  const verdict = verdicts.some((review) => review.verdict === 'wrong') ? 'wrong' : 'right'
  await tx
    .update(qaSamples)
    .set({ reviewed: verdicts.length, ...(isLast && { verdict, done_at: ctx.clock() }) })
    .where(eq(qaSamples.id, sample.id))
  return isLast ? verdict : null
}

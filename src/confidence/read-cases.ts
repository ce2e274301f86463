import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, drafts, feedback } from '../db/schema.ts'
import type { ModelNames } from '../inference/name-models.ts'
import type { LabelledCase } from './choose-threshold.ts'
import { decidedWith } from './decided-with.ts'

/** So many of the newest cases count: a shop and its customers change. */
const MOST_CASES = 1000

/**
 * The drafts of a workspace that a person reviewed, with the confidence they had: right where they went out as they
 * were, wrong where they were edited or rejected. Only those of the models in use: confidence of others means another
 * thing. A draft is reviewed once.
 */
export async function readCases(db: Db, workspaceId: string, models: ModelNames): Promise<LabelledCase[]> {
  const rows = await db
    .select({ confidence: drafts.confidence, kind: feedback.kind })
    .from(feedback)
    .innerJoin(drafts, eq(drafts.id, feedback.draft_id))
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .where(
      and(
        eq(feedback.workspace_id, workspaceId),
        inArray(feedback.kind, ['approved', 'edited', 'rejected']),
        decidedWith(models),
      ),
    )
    .orderBy(desc(feedback.id))
    .limit(MOST_CASES)
  return rows.map(({ confidence, kind }) => ({ confidence, isRight: kind === 'approved' }))
}

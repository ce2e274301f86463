import { and, desc, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import type { LabelledCase } from '../confidence/choose-threshold.ts'
import { decidedWith } from '../confidence/decided-with.ts'
import type { Db } from '../db/database.ts'
import { decisions, drafts, feedback, qaSamples, threads } from '../db/schema.ts'
import type { ModelNames } from '../inference/name-models.ts'

/** So many of the newest count: a shop and its customers change. */
const MOST_CASES = 1000

interface ChannelModels {
  readonly workspaceId: string
  readonly channelId: string
  /** What others answer, and how sure they are of it, shows nothing of these. */
  readonly models: ModelNames
}

/**
 * Answers of a channel that people judged, the newest first: drafts that they let go out as they were, or changed or held
 * back, and automatic answers that the lot drew. Whole answers alone: a half one never goes out by itself.
 */
export async function readChannelCases(db: Db, channel: ChannelModels): Promise<LabelledCase[]> {
  const judged = [...(await readReviewed(db, channel)), ...(await readDrawn(db, channel))]
  return judged
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, MOST_CASES)
    .map(({ confidence, isRight }) => ({ confidence, isRight }))
}

async function readReviewed(db: Db, { workspaceId, channelId, models }: ChannelModels) {
  const rows = await db
    .select({ confidence: drafts.confidence, kind: feedback.kind, at: feedback.created_at })
    .from(feedback)
    .innerJoin(drafts, eq(drafts.id, feedback.draft_id))
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .innerJoin(threads, eq(threads.id, drafts.thread_id))
    .where(
      and(
        eq(feedback.workspace_id, workspaceId),
        eq(threads.channel_id, channelId),
        inArray(feedback.kind, ['approved', 'edited', 'rejected']),
        eq(drafts.kind, 'answer'),
        eq(decisions.route, 'review'),
        decidedWith(models),
      ),
    )
    .orderBy(desc(feedback.id))
    .limit(MOST_CASES)
  return rows.map(({ confidence, kind, at }) => ({ confidence, at, isRight: kind === 'approved' }))
}

async function readDrawn(db: Db, { workspaceId, channelId, models }: ChannelModels) {
  const rows = await db
    .select({ confidence: qaSamples.confidence, verdict: qaSamples.verdict, at: qaSamples.sent_at })
    .from(qaSamples)
    .innerJoin(decisions, eq(decisions.id, qaSamples.decision_id))
    .where(
      and(
        eq(qaSamples.workspace_id, workspaceId),
        eq(qaSamples.channel_id, channelId),
        eq(qaSamples.sent_by, 'auto'),
        eq(qaSamples.drawn, 'lot'),
        eq(qaSamples.retrieval, models.retrieval),
        eq(qaSamples.model, models.drafter ?? 'embedded'),
        decidedWith(models),
        isNotNull(qaSamples.verdict),
      ),
    )
    .orderBy(desc(qaSamples.sent_at))
    .limit(MOST_CASES)
  return rows.map(({ confidence, verdict, at }) => ({ confidence, at, isRight: verdict === 'right' }))
}

/** What the lot drew of a channel's automatic answers since it went live, and how many of those were wrong. */
export async function countLive(
  db: Db,
  workspaceId: string,
  channelId: string,
  since: Date,
): Promise<{ reviewed: number; wrong: number }> {
  const [row] = await db
    .select({
      reviewed: sql<number>`count(*)::int`,
      wrong: sql<number>`(count(*) filter (where ${qaSamples.verdict} = 'wrong'))::int`,
    })
    .from(qaSamples)
    .where(
      and(
        eq(qaSamples.workspace_id, workspaceId),
        eq(qaSamples.channel_id, channelId),
        eq(qaSamples.sent_by, 'auto'),
        eq(qaSamples.drawn, 'lot'),
        isNotNull(qaSamples.verdict),
        gte(qaSamples.sent_at, since),
      ),
    )
  return row!
}

import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, ne, not, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, decisions, drafts, messages, qaReviews, qaSamples, workspaces } from '../db/schema.ts'
import type { QaReview, QaSample } from '../domain/qa-sample.ts'
import { NotFoundError } from '../errors.ts'
import { openRedaction } from '../privacy/redact-text.ts'

export type SampleRow = typeof qaSamples.$inferSelect

export interface SampleFilter {
  readonly state: 'open' | 'judged' | null
  readonly verdict: 'right' | 'wrong' | null
  readonly channelId: string | null
  readonly before: string | null
  readonly limit: number
}

/** Samples, newest first, as `reader` may see them. */
export function listSamples(
  ctx: { readonly db: Db },
  workspaceId: string,
  reader: string,
  filter: SampleFilter,
): Promise<QaSample[]> {
  const { state, verdict, channelId, before, limit } = filter
  const where = and(
    state === null ? undefined : state === 'open' ? isNull(qaSamples.verdict) : isNotNull(qaSamples.verdict),
    verdict === null ? undefined : eq(qaSamples.verdict, verdict),
    channelId === null ? undefined : eq(qaSamples.channel_id, channelId),
    before === null ? undefined : lt(qaSamples.id, before),
  )
  return readSamples(ctx.db, workspaceId, reader, where, desc(qaSamples.id), limit)
}

/** Throws `not_found`. */
export async function getSample(
  ctx: { readonly db: Db },
  workspaceId: string,
  reader: string,
  id: string,
): Promise<QaSample> {
  const where = eq(qaSamples.id, id)
  const [sample] = await readSamples(ctx.db, workspaceId, reader, where, asc(qaSamples.id), 1)
  if (sample === undefined) throw new NotFoundError('sample', id)
  return sample
}

/** The oldest sample that the reviewer may judge: none of their own replies, and none that they judged. */
export async function nextSample(
  ctx: { readonly db: Db },
  workspaceId: string,
  reviewer: string,
): Promise<QaSample | null> {
  const own = ctx.db
    .select({ id: qaReviews.sample_id })
    .from(qaReviews)
    .where(and(eq(qaReviews.workspace_id, workspaceId), eq(qaReviews.reviewer, reviewer)))
  const where = and(
    isNull(qaSamples.verdict),
    ne(qaSamples.sent_by, reviewer),
    not(inArray(qaSamples.id, own)),
  )
  const [sample] = await readSamples(ctx.db, workspaceId, reviewer, where, asc(qaSamples.id), 1)
  return sample ?? null
}

async function readSamples(
  db: Db,
  workspaceId: string,
  reader: string,
  where: SQL | undefined,
  order: SQL,
  limit: number,
): Promise<QaSample[]> {
  const rows = await db
    .select({
      sample: qaSamples,
      draft: drafts,
      decision: decisions,
      name: contacts.name,
      settings: workspaces.settings,
      text: sql<string>`(select coalesce(string_agg(said.text, chr(10) order by said.id), '') from ${messages} said where said.workspace_id = ${qaSamples.workspace_id} and said.decision_id = ${qaSamples.decision_id})`,
    })
    .from(qaSamples)
    .innerJoin(drafts, eq(drafts.id, qaSamples.draft_id))
    .innerJoin(decisions, eq(decisions.id, qaSamples.decision_id))
    .innerJoin(messages, eq(messages.id, qaSamples.message_id))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, qaSamples.workspace_id))
    .where(and(eq(qaSamples.workspace_id, workspaceId), where))
    .orderBy(order)
    .limit(limit)
  const ids = rows.map(({ sample }) => sample.id)
  const reviews = ids.length === 0 ? [] : await readReviews(db, workspaceId, ids)
  return rows.map(({ sample, draft, decision, name, settings, text }) => {
    const orderMasks = settings.order_masks ?? []
    const { hide } = openRedaction({ contactName: name, orderMasks, texts: [text, draft.text] })
    const shown = reviews.filter(
      (review) => review.sample_id === sample.id && (sample.verdict !== null || review.reviewer === reader),
    )
    return {
      ...viewSample(sample),
      category: decision.category,
      route: decision.route,
      reasons: decision.reasons,
      text: hide(text),
      reply: hide(draft.text),
      citations: draft.citations,
      reviews: shown.map(viewReview),
    }
  })
}

function readReviews(db: Db, workspaceId: string, ids: readonly string[]) {
  return db
    .select()
    .from(qaReviews)
    .where(and(eq(qaReviews.workspace_id, workspaceId), inArray(qaReviews.sample_id, [...ids])))
    .orderBy(asc(qaReviews.id))
}

function viewSample(row: SampleRow) {
  const { workspace_id: _scope, retrieval: _models, done_at: _at, sent_at, ...rest } = row
  return { ...rest, sent_at: sent_at.toISOString() }
}

function viewReview({
  id,
  reviewer,
  rubric,
  verdict,
  note,
  created_at,
}: typeof qaReviews.$inferSelect): QaReview {
  return { id, reviewer, rubric, verdict, note, created_at: created_at.toISOString() }
}

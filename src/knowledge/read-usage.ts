import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { decisions, drafts, knowledgeEntries } from '../db/schema.ts'

export const USAGE_FILTERS = ['all', 'never_found', 'edited_away', 'used'] as const
export type UsageFilter = (typeof USAGE_FILTERS)[number]

const count = z.int().min(0)

/** What became of an entry in the last days. */
export const EntryUsage = z
  .object({
    entry_id: z.string(),
    external_id: z.string(),
    question: z.string(),
    found: count.describe('Turns in which it was looked at for an answer, sent or not'),
    sent_unseen: count.describe('Replies with it that went out by themselves'),
    sent_unchanged: count.describe('Drafts with it that a person sent as they were'),
    edited: count.describe('Drafts with it that a person sent in other words'),
    rejected: count,
    last_found_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EntryUsage' })
export type EntryUsage = z.infer<typeof EntryUsage>

/**
 * How each entry fared since `since`, by entry, after `after`: `never_found` are those that no turn came upon,
 * `edited_away` those that people changed or rejected more often than they sent them.
 */
export async function readUsage(
  ctx: { readonly db: Db },
  workspaceId: string,
  { since, filter }: { readonly since: Date; readonly filter: UsageFilter },
  after: string | null,
  limit: number,
): Promise<EntryUsage[]> {
  const [cited, sent] = [citedTurns(ctx.db, workspaceId, since), sentDrafts(ctx.db, workspaceId, since)]
  const rows = await ctx.db
    .select({
      entry_id: knowledgeEntries.id,
      external_id: knowledgeEntries.external_id,
      question: knowledgeEntries.question,
      found: sql<number>`coalesce(${cited.found}, 0)::int`,
      sent_unseen: sql<number>`coalesce(${sent.unseen}, 0)::int`,
      sent_unchanged: sql<number>`coalesce(${sent.unchanged}, 0)::int`,
      edited: sql<number>`coalesce(${sent.edited}, 0)::int`,
      rejected: sql<number>`coalesce(${sent.rejected}, 0)::int`,
      last_found_at: sql<string | null>`${cited.last}`,
    })
    .from(knowledgeEntries)
    .leftJoin(cited, eq(cited.entryId, knowledgeEntries.id))
    .leftJoin(sent, eq(sent.entryId, knowledgeEntries.id))
    .where(
      and(
        eq(knowledgeEntries.workspace_id, workspaceId),
        after === null ? undefined : gt(knowledgeEntries.id, after),
        FILTERS[filter](cited, sent),
      ),
    )
    .orderBy(asc(knowledgeEntries.id))
    .limit(limit)
  return rows.map((row) => ({
    ...row,
    last_found_at: row.last_found_at === null ? null : new Date(row.last_found_at).toISOString(),
  }))
}

type Cited = ReturnType<typeof citedTurns>
type Sent = ReturnType<typeof sentDrafts>

const FILTERS: Readonly<Record<UsageFilter, (cited: Cited, sent: Sent) => SQL | undefined>> = {
  all: () => undefined,
  never_found: (cited) => sql`${cited.found} is null`,
  edited_away: (_cited, sent) => sql`${sent.edited} + ${sent.rejected} > ${sent.unchanged} + ${sent.unseen}`,
  used: (_cited, sent) => sql`${sent.unchanged} + ${sent.unseen} > 0`,
}

/** An entry's id in each of a row's citations. */
const entryOf = (citations: typeof decisions.citations | typeof drafts.citations) =>
  sql<string>`jsonb_array_elements(${citations}) ->> 'entry_id'`

function citedTurns(db: Db, workspaceId: string, since: Date) {
  const each = db
    .select({ entryId: entryOf(decisions.citations).as('cited_id'), at: decisions.created_at })
    .from(decisions)
    .where(
      and(
        eq(decisions.workspace_id, workspaceId),
        sql`${decisions.created_at} >= ${since.toISOString()}::timestamptz`,
      ),
    )
    .as('each_citation')
  return db
    .select({
      entryId: each.entryId,
      found: sql<number>`count(*)`.as('found'),
      last: sql<string>`max(${each.at})`.as('last_found'),
    })
    .from(each)
    .groupBy(each.entryId)
    .as('cited')
}

function sentDrafts(db: Db, workspaceId: string, since: Date) {
  const each = db
    .select({
      entryId: entryOf(drafts.citations).as('sent_id'),
      state: drafts.state,
      reviewedBy: drafts.reviewed_by,
      isEdited: sql<boolean>`${drafts.text} <> ${drafts.proposed_text}`.as('is_edited'),
    })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        inArray(drafts.state, ['approved', 'sent', 'rejected']),
        sql`${drafts.created_at} >= ${since.toISOString()}::timestamptz`,
      ),
    )
    .as('each_draft')
  const tally = (which: SQL, name: string) => sql<number>`count(*) filter (where ${which})`.as(name)
  const isSent = sql`${each.state} <> 'rejected'`
  return db
    .select({
      entryId: each.entryId,
      unseen: tally(sql`${isSent} and ${each.reviewedBy} is null`, 'unseen'),
      unchanged: tally(
        sql`${isSent} and ${each.reviewedBy} is not null and not ${each.isEdited}`,
        'unchanged',
      ),
      edited: tally(sql`${isSent} and ${each.isEdited}`, 'edited'),
      rejected: tally(sql`${each.state} = 'rejected'`, 'rejected'),
    })
    .from(each)
    .groupBy(each.entryId)
    .as('sent')
}

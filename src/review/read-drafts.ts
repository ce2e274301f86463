import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { drafts } from '../db/schema.ts'
import { Draft, DraftKind, type DraftState } from '../domain/draft.ts'
import { NotFoundError } from '../errors.ts'
import { type Archive, isInView } from '../privacy/archive.ts'

export type DraftRow = typeof drafts.$inferSelect

/** A draft with what its reviewers need beside it. */
export const ReviewedDraft = Draft.extend({
  thread_id: z.string(),
  kind: DraftKind,
  decision_id: z.string().nullable().describe('The turn that made it, where one did'),
  proposed_text: z.string().describe('What was proposed, before anybody edited it'),
  reviewed_by: z.string().nullable(),
  review_reason: z.string().nullable(),
  failure_code: z.string().nullable(),
  revision: z.int().min(1),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).meta({ id: 'ReviewedDraft' })
export type ReviewedDraft = z.infer<typeof ReviewedDraft>

/** Newest first. */
export function listDrafts(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: DraftState | null; readonly before: string | null; readonly limit: number },
  archive?: Archive,
): Promise<DraftRow[]> {
  return ctx.db
    .select()
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        filter.state === null ? undefined : eq(drafts.state, filter.state),
        filter.before === null ? undefined : lt(drafts.id, filter.before),
        isInView(archive, eq(drafts.state, 'pending_review'), drafts.updated_at),
      ),
    )
    .orderBy(desc(drafts.id))
    .limit(filter.limit)
}

/** Throws `not_found`. */
export async function getDraft(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<DraftRow> {
  const [row] = await ctx.db
    .select()
    .from(drafts)
    .where(and(eq(drafts.workspace_id, workspaceId), eq(drafts.id, id)))
  if (row === undefined) throw new NotFoundError('draft', id)
  return row
}

export function viewReviewedDraft(row: DraftRow): ReviewedDraft {
  const {
    workspace_id: _scope,
    urgency: _order,
    contact_id: _addressee,
    created_at,
    updated_at,
    ...rest
  } = row
  return { ...rest, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() }
}

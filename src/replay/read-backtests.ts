import { and, asc, desc, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import {
  backtestChanges,
  backtests,
  contacts,
  decisions,
  messages,
  threads,
  workspaces,
} from '../db/schema.ts'
import { Category } from '../domain/assessment.ts'
import { ModerationAction, Route } from '../domain/decision.ts'
import { NotFoundError } from '../errors.ts'
import { type Archive, isInView } from '../privacy/archive.ts'
import { openRedaction } from '../privacy/redact-text.ts'

export type BacktestRow = typeof backtests.$inferSelect

export const Backtest = z
  .object({
    id: z.string(),
    policy: z.string().describe('Version of the policy that is asked'),
    settings: z.object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      channel_id: z.string().nullable(),
      auto_threshold: z.union([z.number(), z.literal('kept')]).nullable(),
      knowledge: z.enum(['kept', 'current']),
      provider: z.enum(['kept', 'current']),
    }),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    total: z.int().describe('Decisions in the period'),
    processed: z.int(),
    changed: z.int().describe('Decisions that would have been otherwise'),
    erased: z.int().describe('Decisions that rest on words that are erased'),
    not_kept: z.int().describe('Decisions of which too little was kept'),
    other_models: z
      .int()
      .describe('Decided by other models than those of now: what changed there may be theirs'),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Backtest' })
export type Backtest = z.infer<typeof Backtest>

const Outcome = z.object({
  category: Category,
  action: ModerationAction,
  route: Route,
  reasons: z.array(z.string()),
})

export const BacktestChange = z
  .object({
    id: z.string(),
    decision_id: z.string(),
    message_id: z.string(),
    thread_id: z.string(),
    decided_at: z.iso.datetime(),
    text: z.string().describe('What was written, with placeholders for personal data'),
    kept: Outcome.describe('As it was decided'),
    replayed: Outcome.describe('As it would have been'),
  })
  .meta({ id: 'BacktestChange' })
export type BacktestChange = z.infer<typeof BacktestChange>

export function viewBacktest(row: BacktestRow): Backtest {
  const { id, policy, settings, state, total, processed, changed, erased, not_kept, other_models } = row
  return {
    ...{ id, policy, settings, state, total, processed, changed, erased, not_kept, other_models },
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}

/** Throws `not_found`. */
export async function getBacktest(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<Backtest> {
  const [row] = await ctx.db
    .select()
    .from(backtests)
    .where(and(eq(backtests.workspace_id, workspaceId), eq(backtests.id, id)))
  if (row === undefined) throw new NotFoundError('backtest', id)
  return viewBacktest(row)
}

/** Newest first. */
export async function listBacktests(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<Backtest[]> {
  const rows = await ctx.db
    .select()
    .from(backtests)
    .where(
      and(eq(backtests.workspace_id, workspaceId), before === null ? undefined : lt(backtests.id, before)),
    )
    .orderBy(desc(backtests.id))
    .limit(limit)
  return rows.map(viewBacktest)
}

/**
 * Changed decisions of a backtest in the order of time, or `isSample`: so many of them by lot, the same at each call. Without
 * `archive` also those of archived threads.
 */
export async function listChanges(
  ctx: { readonly db: Db },
  workspaceId: string,
  backtestId: string,
  page: { readonly after: string | null; readonly limit: number; readonly isSample: boolean },
  archive: Archive | undefined,
): Promise<BacktestChange[]> {
  const lot = sql`md5(${backtestChanges.backtest_id} || ${backtestChanges.decision_id})`
  const rows = await ctx.db
    .select({ change: backtestChanges, decision: decisions })
    .from(backtestChanges)
    .innerJoin(decisions, eq(decisions.id, backtestChanges.decision_id))
    .innerJoin(threads, eq(threads.id, decisions.thread_id))
    .where(
      and(
        eq(backtestChanges.workspace_id, workspaceId),
        eq(backtestChanges.backtest_id, backtestId),
        page.after === null ? undefined : gt(backtestChanges.decision_id, page.after),
        isInView(archive, ne(threads.status, 'resolved'), threads.last_message_at),
      ),
    )
    .orderBy(page.isSample ? lot : asc(backtestChanges.decision_id))
    .limit(page.limit)
  const texts = await readTexts(
    ctx.db,
    workspaceId,
    rows.map(({ decision }) => decision.id),
  )
  return rows.map(({ change, decision }) => ({
    id: change.id,
    decision_id: decision.id,
    message_id: decision.message_id,
    thread_id: decision.thread_id,
    decided_at: decision.created_at.toISOString(),
    text: texts.get(decision.id) ?? '',
    kept: change.kept,
    replayed: change.replayed,
  }))
}

/** What was written in the turns of decisions, with placeholders for personal data. */
export async function readTexts(
  db: Db,
  workspaceId: string,
  decisionIds: readonly string[],
): Promise<Map<string, string>> {
  if (decisionIds.length === 0) return new Map()
  const [workspace] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const rows = await db
    .select({ decisionId: messages.decision_id, text: messages.text, name: contacts.name })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(and(eq(messages.workspace_id, workspaceId), inArray(messages.decision_id, [...decisionIds])))
    .orderBy(asc(messages.id))
  const byDecision = Map.groupBy(rows, (row) => row.decisionId!)
  return new Map(
    [...byDecision].map(([id, own]) => {
      const texts = own.map(({ text }) => text)
      const orderMasks = workspace!.settings.order_masks ?? []
      const { hide } = openRedaction({ contactName: own[0]!.name, orderMasks, texts })
      return [id, texts.map(hide).join('\n')]
    }),
  )
}

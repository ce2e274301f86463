import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/database.ts'
import { evalResults, evalRuns } from '../../db/schema.ts'
import { Actor } from '../../domain/actor.ts'
import { AppError, NotFoundError } from '../../errors.ts'
import { PolicyDocument } from '../../moderation/policy.ts'
import { Baseline } from '../baseline.ts'
import type { Case } from '../case.ts'
import { CHANGES, changesOf, differencesOf } from '../compare-runs.ts'
import { Verdict } from '../judge-gates.ts'
import { Cost, Price } from '../measure-cost.ts'
import { CaseResult } from '../result.ts'
import type { Outcome, SuiteRun } from '../run-suites.ts'
import { findSuite, SUITES } from '../suites.ts'

const SuiteName = z.enum(SUITES.map(({ name }) => name) as [string, ...string[]])

export const RunInput = z
  .strictObject({
    suites: z
      .array(SuiteName)
      .min(1)
      .max(SUITES.length)
      .default(SUITES.map(({ name }) => name)),
    cases: z
      .enum(['own', 'shipped', 'all'])
      .default('own')
      .describe("The workspace's approved cases, those that Recado ships with, or both"),
    settings: z
      .strictObject({
        policy: PolicyDocument.optional().describe('Instead of the policy that holds now'),
        tone: z.enum(['friendly', 'neutral', 'formal']).optional(),
        greeting: z.string().max(500).nullable().optional(),
        max_error: z.number().min(0.01).max(0.2).nullable().optional(),
      })
      .default({})
      .describe('Draft settings to run under; what is left out is as it is now'),
    is_provider_asked: z
      .boolean()
      .default(false)
      .describe('Let the configured provider draft, and judge the drafts; it costs'),
    price: Price.nullable().default(null).describe('Of the provider, to show what the run cost'),
  })
  .meta({ id: 'EvalRunInput' })
export type RunInput = z.infer<typeof RunInput>

export const Run = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    input: RunInput,
    total: z.int(),
    processed: z.int(),
    versions: z.record(z.string(), z.string()).nullable(),
    measured: Baseline.shape.measured.nullable(),
    cost: z.array(Cost).nullable().describe('What the provider took; empty where none was asked'),
    verdicts: z.array(Verdict).nullable().describe('Of the gates; only where shipped cases alone were run'),
    created_by: Actor,
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EvalRun' })
export type Run = z.infer<typeof Run>

export type RunRow = typeof evalRuns.$inferSelect

export function viewRun(row: RunRow): Run {
  const { workspace_id: _w, attempts: _a, lease_token: _t, lease_until: _u, ...rest } = row
  return Run.parse({
    ...rest,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  })
}

/** Throws `not_found`. */
export async function findRun(db: Db, workspaceId: string, id: string): Promise<RunRow> {
  const [row] = await db
    .select()
    .from(evalRuns)
    .where(and(eq(evalRuns.workspace_id, workspaceId), eq(evalRuns.id, id)))
  if (row === undefined) throw new NotFoundError('run', id)
  return row
}

/** Newest first. */
export async function listRuns(
  { db }: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<Run[]> {
  const rows = await db
    .select()
    .from(evalRuns)
    .where(and(eq(evalRuns.workspace_id, workspaceId), before === null ? undefined : lt(evalRuns.id, before)))
    .orderBy(desc(evalRuns.id))
    .limit(limit)
  return rows.map(viewRun)
}

/** How a case fared, as a list shows it. */
export const RunCase = z
  .object({
    case_id: z.string(),
    position: z.int(),
    failed: z.array(z.string()).describe('What went wrong; empty where all is right'),
    content: z.record(z.string(), z.unknown()).describe('The case and what became of it; empty once erased'),
  })
  .meta({ id: 'EvalRunCase' })
export type RunCase = z.infer<typeof RunCase>

export async function listRunCases(
  { db }: { readonly db: Db },
  workspaceId: string,
  runId: string,
  after: number,
  limit: number,
): Promise<RunCase[]> {
  await findRun(db, workspaceId, runId)
  const rows = await db
    .select()
    .from(evalResults)
    .where(
      and(
        eq(evalResults.workspace_id, workspaceId),
        eq(evalResults.run_id, runId),
        gt(evalResults.position, after),
      ),
    )
    .orderBy(asc(evalResults.position))
    .limit(limit)
  return rows.map(({ case_id, position, score, content }) => ({
    case_id,
    position,
    failed: (score as Outcome['score']).failed.slice(),
    content: content as Record<string, unknown>,
  }))
}

/** A finished run with all of its cases, but for those whose words are erased. Throws `not_found` and `conflict`. */
export async function loadRun(
  { db }: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<SuiteRun & { readonly row: RunRow }> {
  const row = await findRun(db, workspaceId, id)
  if (row.state !== 'done') throw new AppError('conflict', `Run ${id} is ${row.state}`)
  const rows = await db
    .select()
    .from(evalResults)
    .where(and(eq(evalResults.workspace_id, workspaceId), eq(evalResults.run_id, id)))
    .orderBy(asc(evalResults.position))
  const outcomes = rows.flatMap(({ content, score }): Outcome[] => {
    const { given, result } = content as { given?: Case; result?: unknown }
    if (given === undefined) return []
    return [{ given, result: CaseResult.parse(result), score: score as Outcome['score'] }]
  })
  const { input, measured, versions, cost } = viewRun(row)
  const suites = input.suites.flatMap((name) => findSuite(name) ?? [])
  return { row, suites, outcomes, measured: measured ?? [], versions: versions ?? {}, cost: cost ?? [] }
}

export const Comparison = z
  .object({
    before: z.string(),
    after: z.string(),
    cases: z.int().describe('Cases that both runs have'),
    ...Object.fromEntries(CHANGES.map((change) => [change, z.array(z.string())])),
    metrics: z.array(
      z.object({
        suite: z.string(),
        metric: z.string(),
        where: z.string(),
        before: z.number(),
        after: z.number(),
        interval: z.array(z.number()).describe('95%, of the difference'),
        verdict: z.enum(['better', 'worse', 'same']).describe('`same` where chance explains it'),
      }),
    ),
  })
  .meta({ id: 'EvalComparison' })
export type Comparison = z.infer<typeof Comparison>

/** Two finished runs on the cases that both have. */
export async function compareRuns(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string,
  after: string,
): Promise<Comparison> {
  const [was, is] = [await loadRun(ctx, workspaceId, before), await loadRun(ctx, workspaceId, after)]
  const past = was.outcomes.map(({ score }) => score)
  const known = new Set(past.map(({ case_id }) => case_id))
  const changes = [...changesOf(past, is.outcomes)]
  return Comparison.parse({
    before,
    after,
    cases: is.outcomes.filter(({ given }) => known.has(given.id)).length,
    ...Object.fromEntries(
      CHANGES.map((change) => [change, changes.filter(([, each]) => each === change).map(([id]) => id)]),
    ),
    metrics: differencesOf(is.suites, past, is.outcomes),
  })
}

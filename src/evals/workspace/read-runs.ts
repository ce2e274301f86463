import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/database.ts'
import { evalResults, evalRuns } from '../../db/schema.ts'
import { Actor } from '../../domain/actor.ts'
import { AppError, NotFoundError } from '../../errors.ts'
import { PolicyDocument } from '../../moderation/policy.ts'
import { Baseline, readBaseline } from '../baseline.ts'
import type { Case } from '../case.ts'
import { CHANGES, changesOf, differencesOf } from '../compare-runs.ts'
import { Verdict } from '../judge-gates.ts'
import { Cost, Price } from '../measure-cost.ts'
import type { Scored } from '../measure-run.ts'
import { CaseResult } from '../result.ts'
import type { Outcome, SuiteRun } from '../run-suites.ts'
import type { CaseScore } from '../score-case.ts'
import { findSuite, SUITES } from '../suites.ts'

const SuiteName = z.enum(SUITES.map(({ name }) => name) as [string, ...string[]])

export const CASES_OF = ['own', 'shipped', 'all'] as const

export const RunInput = z
  .strictObject({
    suites: z
      .array(SuiteName)
      .min(1)
      .max(SUITES.length)
      .default(SUITES.map(({ name }) => name)),
    cases: z
      .enum(CASES_OF)
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

const HAS_FAILED = sql`jsonb_array_length(${evalResults.score} -> 'failed') > 0`

interface CaseFilter {
  /** The position of the last one that was seen. */
  readonly after: number
  readonly limit: number
  /** Only those of which something went wrong. */
  readonly isFailed?: boolean
  readonly caseIds?: readonly string[]
}

export async function listRunCases(
  { db }: { readonly db: Db },
  workspaceId: string,
  runId: string,
  { after, limit, isFailed = false, caseIds }: CaseFilter,
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
        isFailed ? HAS_FAILED : undefined,
        caseIds === undefined ? undefined : inArray(evalResults.case_id, [...caseIds]),
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

export function countFailed(
  { db }: { readonly db: Db },
  workspaceId: string,
  runId: string,
): Promise<number> {
  return db.$count(
    evalResults,
    and(eq(evalResults.workspace_id, workspaceId), eq(evalResults.run_id, runId), HAS_FAILED),
  )
}

/** How each case of a finished run fared, without what was said. Throws `not_found` and `conflict`. */
export async function readScores(
  { db }: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<{ readonly run: Run; readonly scored: Scored[] }> {
  const run = viewRun(await findRun(db, workspaceId, id))
  if (run.state !== 'done') throw new AppError('conflict', `Run ${id} is ${run.state}`)
  const rows = await db
    .select({
      id: evalResults.case_id,
      score: evalResults.score,
      kind: sql<Case['kind'] | null>`${evalResults.content} -> 'given' ->> 'kind'`,
      tags: sql<Case['tags'] | null>`${evalResults.content} -> 'given' -> 'tags'`,
    })
    .from(evalResults)
    .where(and(eq(evalResults.workspace_id, workspaceId), eq(evalResults.run_id, id)))
    .orderBy(asc(evalResults.position))
  // What is erased has no words left, and is no case any more.
  const scored = rows.flatMap(({ id, kind, tags, score }) =>
    kind === null || tags === null ? [] : [{ given: { id, kind, tags }, score: score as CaseScore }],
  )
  return { run, scored }
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
    fixed: z.array(z.string()),
    broken: z.array(z.string()),
    still_wrong: z.array(z.string()),
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

/** What a run is held against where no other one is named. */
export const BASELINE_NAME = 'baseline'

/** Two finished runs on the cases that both have; `before` may be the baseline of the shipped cases. */
export async function compareRuns(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string,
  after: string,
  resamples?: number,
): Promise<Comparison> {
  const past = await readPast(ctx, workspaceId, before)
  const { run, scored } = await readScores(ctx, workspaceId, after)
  const known = new Set(past.map(({ case_id }) => case_id))
  const changes = [...changesOf(past, scored)]
  const suites = run.input.suites.flatMap((name) => findSuite(name) ?? [])
  return Comparison.parse({
    before,
    after,
    cases: scored.filter(({ given }) => known.has(given.id)).length,
    ...Object.fromEntries(
      CHANGES.map((change) => [change, changes.filter(([, each]) => each === change).map(([id]) => id)]),
    ),
    metrics: differencesOf(suites, past, scored, resamples),
  })
}

/** How the cases of a finished run fared, or those of the baseline. */
export async function readPast(
  ctx: { readonly db: Db },
  workspaceId: string,
  name: string,
): Promise<readonly CaseScore[]> {
  if (name === BASELINE_NAME) return readBaseline().cases
  const { scored } = await readScores(ctx, workspaceId, name)
  return scored.map(({ score }) => score)
}

import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Config } from '../../config.ts'
import type { WorkspaceSettings } from '../../db/access-tables.ts'
import { appendEvents } from '../../db/append-event.ts'
import type { Db } from '../../db/database.ts'
import { evalResults, evalRuns, knowledgeEntries, workspaces } from '../../db/schema.ts'
import { systemActor } from '../../domain/actor.ts'
import type { EntryInput } from '../../domain/knowledge-entry.ts'
import { nameError } from '../../errors.ts'
import { isValidAt } from '../../knowledge/is-valid-at.ts'
import type { Logger } from '../../logger.ts'
import { readPolicy } from '../../moderation/read-policy.ts'
import { type Worker, workUntilStopped } from '../../work-until-stopped.ts'
import { readBaseline, toBaseline } from '../baseline.ts'
import type { Case } from '../case.ts'
import { versionsOf } from '../fingerprint.ts'
import { judgeGates, readGates, type Verdict } from '../judge-gates.ts'
import { listCases } from '../list-cases.ts'
import { measureCost } from '../measure-cost.ts'
import { measureRun } from '../measure-run.ts'
import { DEFAULT_RUN, entriesOf, type RunSettings } from '../run-case.ts'
import { type RunPlan, runCases } from '../run-cases.ts'
import { judge, type Outcome } from '../run-suites.ts'
import { findSuite, SUITES } from '../suites.ts'
import { narrowConfig } from './narrow-config.ts'
import { toRunnable } from './own-case.ts'
import type { CaseContext } from './propose-case.ts'
import { readOwnCases } from './read-own-cases.ts'
import { RunInput, type RunRow } from './read-runs.ts'

export interface RunsContext extends CaseContext {
  readonly config: Config
  readonly logger: Logger
  readonly wake: (what: 'deliveries') => void
}

const POLL_MS = 2000
/** Longer than any single case takes. */
const LEASE_MS = 120_000
const MOST_ATTEMPTS = 3

/** Works on waiting runs, one at a time, until stopped; one that a crash left is gone on with. */
export function workRuns(ctx: RunsContext, loops: number): Worker {
  const next = (isStopping: () => boolean) => workNextRun(ctx, { isStopping })
  return workUntilStopped(ctx, { next, failure: 'a run of evals failed', pollMs: POLL_MS, loops })
}

type Working = Partial<Pick<RunPlan, 'isStopping' | 'where'>>

/** Works on one run until it is done or `isStopping`; false where none waits. */
export async function workNextRun(ctx: RunsContext, working: Working = {}): Promise<boolean> {
  const row = await claimRun(ctx)
  if (row === null) return false
  try {
    await workOff(ctx, row, working)
  } catch (error) {
    ctx.logger.error({ run_id: row.id, err: nameError(error) }, 'a run of evals failed')
    if (row.attempts >= MOST_ATTEMPTS) await end(ctx, row, { state: 'failed' }, [])
    else await release(ctx, row)
  }
  return true
}

async function claimRun(ctx: RunsContext): Promise<RunRow | null> {
  const now = ctx.clock()
  const waiting = ctx.db
    .select({ id: evalRuns.id })
    .from(evalRuns)
    .where(
      and(
        inArray(evalRuns.state, ['queued', 'running']),
        or(isNull(evalRuns.lease_until), lte(evalRuns.lease_until, now)),
      ),
    )
    .orderBy(asc(evalRuns.id))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await ctx.db
    .update(evalRuns)
    .set({
      state: 'running',
      lease_token: ctx.newId('lease'),
      lease_until: new Date(now.getTime() + LEASE_MS),
      attempts: sql`${evalRuns.attempts} + 1`,
    })
    .where(eq(evalRuns.id, waiting))
    .returning()
  return row ?? null
}

interface ToRun {
  readonly given: Case
  readonly threadId: string | null
  readonly position: number
}

/** The cases that have no result yet, in a thread of their own; what is done is kept case by case. */
async function workOff(ctx: RunsContext, row: RunRow, working: Working): Promise<void> {
  const input = RunInput.parse(row.input)
  const settings = await settingsOf(ctx, row.workspace_id, input)
  const config = narrowConfig(ctx.config, settings.workspace, input.is_provider_asked)
  const cases = await casesOf(ctx, row.workspace_id, input)
  const done = await readOutcomes(ctx.db, row)
  await ctx.db.update(evalRuns).set({ total: cases.length }).where(isClaimed(row))
  const left = cases.filter(({ given }) => !done.has(given.id))
  if (!(await runLeft(ctx, row, { left, done, settings, config }, working))) return
  if (cases.some(({ given }) => !done.has(given.id))) return release(ctx, row)
  const outcomes = cases.map(({ given }) => done.get(given.id)!)
  const suites = input.suites.flatMap((name) => findSuite(name) ?? [])
  const versions = versionsOf(config)
  const { measured } = toBaseline(versions, measureRun(suites, outcomes), outcomes)
  const verdicts = isShippedAsIs(input)
    ? judgeGates(readGates(), suites, { scored: outcomes, baseline: readBaseline(), isPartial: false })
    : []
  const cost = measureCost(outcomes, input.price)
  await end(ctx, row, { state: 'done', versions, measured, verdicts, cost }, verdicts)
}

interface Left extends Pick<RunPlan, 'settings' | 'config'> {
  readonly left: readonly ToRun[]
  /** Gets what comes of them. */
  readonly done: Map<string, Outcome>
}

/**
 * Keeps each result as it comes. The first that cannot be kept ends the run: what is still to be paid for would be lost too.
 * False where another process took the run over.
 */
async function runLeft(ctx: RunsContext, row: RunRow, of: Left, working: Working): Promise<boolean> {
  const { left, done, settings, config } = of
  const byId = new Map(left.map((each) => [each.given.id, each]))
  let writing = Promise.resolve(true)
  let hasFailed = false
  let isLost = false
  const running = runCases({
    cases: left.map(({ given }) => given),
    settings,
    config,
    where: 1,
    ...working,
    isStopping: () => hasFailed || isLost || working.isStopping?.() === true,
    onResult(result, given) {
      const outcome = judge(given, result, entriesOf(given, settings))
      done.set(given.id, outcome)
      writing = writing.then(async (isOwn) => {
        isLost = !isOwn || !(await keep(ctx, row, byId.get(given.id)!, outcome))
        return !isLost
      })
      // It is awaited only after the last case: without a handler of its own its failure would end the process.
      writing.catch(() => {
        hasFailed = true
      })
    },
  })
  await running.finally(() => writing)
  return !isLost
}

/** As the workspace is now, but for what the run changes. */
async function settingsOf(ctx: RunsContext, workspaceId: string, input: RunInput): Promise<RunSettings> {
  const [row] = await ctx.db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const { settings } = row!
  if (isShippedAsIs(input)) {
    const { embedder, classifier, drafter } = settings
    return { ...DEFAULT_RUN, workspace: { embedder, classifier, drafter } }
  }
  const { policy, ...over } = input.settings
  const given = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined))
  return {
    entries: await readEntries(ctx, workspaceId),
    workspace: { ...settings, stop_everything: false, ...(given as Partial<WorkspaceSettings>) },
    policy: policy ?? (await readPolicy(ctx.db, workspaceId)).document,
    judgings: DEFAULT_RUN.judgings,
  }
}

/** Such a run is measured against the shipped baseline: of the workspace it takes the models alone. */
function isShippedAsIs({ cases, settings }: RunInput): boolean {
  return cases === 'shipped' && Object.keys(settings).length === 0
}

/** What would answer now. */
async function readEntries({ db, clock }: RunsContext, workspaceId: string): Promise<EntryInput[]> {
  const rows = await db
    .select()
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), isValidAt(clock())))
    .orderBy(asc(knowledgeEntries.external_id))
  return rows.map(({ external_id, question, answer, variants, language, tags, collection, priority }) => ({
    external_id,
    question,
    answer,
    variants,
    language,
    tags,
    collection,
    priority,
  }))
}

async function casesOf(ctx: RunsContext, workspaceId: string, input: RunInput): Promise<ToRun[]> {
  const kinds = new Set(
    SUITES.filter(({ name }) => input.suites.includes(name)).flatMap((suite) => suite.kinds),
  )
  const own = input.cases === 'shipped' ? [] : await readOwnCases(ctx, workspaceId, 'approved')
  const shipped = listCases()
  const shippedIds = new Set(shipped.map(({ id }) => id))
  const given = [
    ...own.flatMap((row) => {
      const runnable = toRunnable(row, shippedIds)
      return runnable === null ? [] : [{ given: runnable, threadId: row.thread_id }]
    }),
    ...(input.cases === 'own' ? [] : shipped.map((each) => ({ given: each, threadId: null }))),
  ]
  return given.filter((each) => kinds.has(each.given.kind)).map((each, i) => ({ ...each, position: i + 1 }))
}

async function readOutcomes(db: Db, row: RunRow): Promise<Map<string, Outcome>> {
  const rows = await db.select().from(evalResults).where(eq(evalResults.run_id, row.id))
  return new Map(
    rows.flatMap(({ case_id, content, score }) => {
      const kept = content as Partial<Pick<Outcome, 'given' | 'result'>>
      if (kept.given === undefined || kept.result === undefined) return []
      return [[case_id, { given: kept.given, result: kept.result, score: score as Outcome['score'] }]]
    }),
  )
}

/** False where another process has the run by now. */
async function keep(
  ctx: RunsContext,
  row: RunRow,
  { threadId, position }: ToRun,
  outcome: Outcome,
): Promise<boolean> {
  const { given, result, score } = outcome
  return ctx.db.transaction(async (tx) => {
    const [own] = await tx
      .update(evalRuns)
      .set({
        processed: sql`${evalRuns.processed} + 1`,
        lease_until: new Date(ctx.clock().getTime() + LEASE_MS),
      })
      .where(isClaimed(row))
      .returning({ id: evalRuns.id })
    if (own === undefined) return false
    await tx
      .insert(evalResults)
      .values({
        id: ctx.newId('evr'),
        run_id: row.id,
        workspace_id: row.workspace_id,
        case_id: given.id,
        position,
        content: { given, result },
        score,
        thread_id: threadId,
      })
      .onConflictDoNothing()
    return true
  })
}

function isClaimed({ id, lease_token }: RunRow) {
  return and(eq(evalRuns.id, id), eq(evalRuns.lease_token, lease_token!))
}

async function end(
  ctx: RunsContext,
  row: RunRow,
  set: Partial<RunRow>,
  verdicts: readonly Verdict[],
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [ended] = await tx
      .update(evalRuns)
      .set({ ...set, finished_at: ctx.clock(), lease_token: null, lease_until: null })
      .where(isClaimed(row))
      .returning()
    if (ended === undefined) return
    const caller = { workspaceId: row.workspace_id, actor: systemActor('evals') }
    const failed = verdicts.filter(({ passed }) => !passed).map(({ gate }) => gate)
    const { id, state, total, processed } = ended
    const news = [{ type: 'eval.run_completed' as const, data: { run_id: id, state, total, processed } }]
    const gates = failed.map((gate) => ({ type: 'eval.gate_failed' as const, data: { run_id: id, gate } }))
    await appendEvents(ctx, tx, caller, [...news, ...gates])
  })
  ctx.wake('deliveries')
}

async function release(ctx: RunsContext, row: RunRow): Promise<void> {
  await ctx.db.update(evalRuns).set({ lease_token: null, lease_until: null }).where(isClaimed(row))
}

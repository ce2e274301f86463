import { isDeepStrictEqual } from 'node:util'
import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import { readConfidence, readRisk } from '../confidence/read-confidence.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import type { BacktestOutcome } from '../db/replay-tables.ts'
import { backtestChanges, backtests, decisions, threads } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { nameError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { PolicyDocument } from '../moderation/policy.ts'
import type { WorkedOut } from '../pipeline/work-out.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import type { ReplayContext } from './kept-sources.ts'
import { type DecisionRow, loadPastTurns, type PastTurn } from './load-past-turns.ts'
import type { BacktestRow } from './read-backtests.ts'
import { isInPeriod } from './start-backtest.ts'
import { type Changes, workAgain } from './work-again.ts'

const POLL_MS = 2000
const LEASE_MS = 60_000
const BATCH = 100
/** After so long what is done is written and the lease renewed, however little it is: turns that ask a provider are slow. */
const WRITE_AFTER_MS = 10_000
const MOST_ATTEMPTS = 3
const BACKOFF_MS = 5000

/** Works on waiting backtests, one at a time, until stopped; one that a crash left is gone on with. */
export function runBacktests(ctx: Installed<ReplayContext>, loops: number): Worker {
  const next = (isStopping: () => boolean) => backtestNext(ctx, isStopping)
  return workUntilStopped(ctx, { next, failure: 'a backtest failed', pollMs: POLL_MS, loops })
}

/** Works on one backtest until it is done or `isStopping`; false where none waits. One that throws is tried again. */
export async function backtestNext(
  installed: Installed<ReplayContext>,
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  const claimed = await claimBacktest(installed)
  if (claimed === null) return false
  const ctx = await forWorkspace(installed, claimed.workspace_id)
  try {
    await workOff(ctx, claimed, isStopping)
  } catch (error) {
    ctx.logger.error({ backtest_id: claimed.id, err: nameError(error) }, 'a backtest failed')
    if (claimed.attempts >= MOST_ATTEMPTS) await end(ctx, claimed, 'failed')
    else await release(ctx, claimed, new Date(ctx.clock().getTime() + BACKOFF_MS))
  }
  return true
}

async function claimBacktest(
  ctx: Pick<ReplayContext, 'db' | 'clock' | 'newId'>,
): Promise<BacktestRow | null> {
  const now = ctx.clock()
  const waiting = ctx.db
    .select({ id: backtests.id })
    .from(backtests)
    .where(
      and(
        inArray(backtests.state, ['queued', 'running']),
        or(isNull(backtests.lease_until), lte(backtests.lease_until, now)),
      ),
    )
    .orderBy(asc(backtests.id))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await ctx.db
    .update(backtests)
    .set({
      state: 'running',
      lease_token: ctx.newId('lease'),
      lease_until: new Date(now.getTime() + LEASE_MS),
      attempts: sql`${backtests.attempts} + 1`,
    })
    .where(eq(backtests.id, waiting))
    .returning()
  return row ?? null
}

async function workOff(ctx: ReplayContext, claimed: BacktestRow, isStopping: () => boolean): Promise<void> {
  const changes = await changesOf(ctx, claimed)
  for (let position = claimed.position; !isStopping(); ) {
    const rows = await readBatch(ctx.db, claimed, position)
    if (rows.length === 0) return end(ctx, claimed, 'done')
    const tried = await tryBatch(ctx, claimed, rows, { changes, isStopping })
    // Another process went on with it meanwhile.
    if (!(await write(ctx, claimed, tried))) return
    position = tried.at(-1)!.past.decision.id
  }
  await release(ctx, claimed, null)
}

async function changesOf(ctx: ReplayContext, { workspace_id, policy, document, settings }: BacktestRow) {
  const { threshold } = await readConfidence(ctx, workspace_id, await readRisk(ctx.db, workspace_id))
  return {
    // As it was when it was stored: see src/replay/start-backtest.ts.
    policy: { version: policy, document: document as PolicyDocument },
    isKnowledgeCurrent: settings.knowledge === 'current',
    isProviderCurrent: settings.provider === 'current',
    fallbackThreshold: threshold,
    ...(settings.auto_threshold === 'kept' ? {} : { autoThreshold: settings.auto_threshold }),
  } satisfies Changes
}

async function readBatch(db: Db, row: BacktestRow, position: string): Promise<DecisionRow[]> {
  const rows = await db
    .select({ decision: decisions })
    .from(decisions)
    .innerJoin(threads, eq(threads.id, decisions.thread_id))
    .where(and(isInPeriod(row.workspace_id, row.settings), gt(decisions.id, position)))
    .orderBy(asc(decisions.id))
    .limit(BATCH)
  return rows.map(({ decision }) => decision)
}

interface Tried {
  readonly past: PastTurn
  readonly replayed: BacktestOutcome | null
  readonly isOfOthers: boolean
}

/** One turn at least, and as many of the others as there is time for. */
async function tryBatch(
  ctx: ReplayContext,
  { workspace_id }: BacktestRow,
  rows: readonly DecisionRow[],
  { changes, isStopping }: { readonly changes: Changes; readonly isStopping: () => boolean },
): Promise<Tried[]> {
  const tried: Tried[] = []
  const writeAt = ctx.clock().getTime() + WRITE_AFTER_MS
  for (const past of await loadPastTurns(ctx.db, workspace_id, rows)) {
    if (tried.length > 0 && (isStopping() || ctx.clock().getTime() >= writeAt)) break
    const worked = past.state === 'kept' ? await workAgain(ctx, past.kept, changes) : null
    tried.push({
      past,
      replayed: worked === null ? null : outcomeOf(worked),
      isOfOthers: worked !== null && !isBySameModels(past.decision, worked),
    })
  }
  return tried
}

function outcomeOf({ assessment, moderation, verdict }: WorkedOut): BacktestOutcome {
  return {
    category: assessment.category,
    action: moderation.action,
    route: verdict.route,
    reasons: [...verdict.reasons],
  }
}

function keptOf({ category, moderation, route, reasons }: DecisionRow): BacktestOutcome {
  return { category, action: moderation.action, route, reasons }
}

/** Writes what was tried with where it ends, as long as the lease is this process's. */
async function write(ctx: ReplayContext, claimed: BacktestRow, tried: readonly Tried[]): Promise<boolean> {
  const changed = tried.flatMap(({ past: { decision }, replayed }) => {
    const kept = keptOf(decision)
    return replayed === null || isDeepStrictEqual(kept, replayed) ? [] : [{ decision, kept, replayed }]
  })
  const count = (isCounted: (each: Tried) => boolean) => tried.filter(isCounted).length
  return ctx.db.transaction(async (tx) => {
    const [own] = await tx
      .update(backtests)
      .set({
        position: tried.at(-1)!.past.decision.id,
        processed: sql`${backtests.processed} + ${tried.length}`,
        changed: sql`${backtests.changed} + ${changed.length}`,
        erased: sql`${backtests.erased} + ${count(({ past }) => past.state === 'erased')}`,
        not_kept: sql`${backtests.not_kept} + ${count(({ past }) => past.state === 'not_kept')}`,
        other_models: sql`${backtests.other_models} + ${count((each) => each.isOfOthers)}`,
        lease_until: new Date(ctx.clock().getTime() + LEASE_MS),
      })
      .where(isClaimed(claimed))
      .returning({ id: backtests.id })
    if (own === undefined) return false
    if (changed.length > 0) {
      await tx.insert(backtestChanges).values(
        changed.map(({ decision, kept, replayed }) => ({
          id: ctx.newId('btc'),
          workspace_id: claimed.workspace_id,
          backtest_id: claimed.id,
          decision_id: decision.id,
          kept,
          replayed,
        })),
      )
    }
    return true
  })
}

function isBySameModels(decision: DecisionRow, { assessment }: WorkedOut): boolean {
  const [then, now] = [decision.assessment.versions, assessment.versions]
  return then.classifier === now.classifier && then.embedder === now.embedder
}

function isClaimed({ id, lease_token }: BacktestRow) {
  return and(eq(backtests.id, id), eq(backtests.lease_token, lease_token!))
}

async function end(ctx: ReplayContext, claimed: BacktestRow, state: 'done' | 'failed'): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [ended] = await tx
      .update(backtests)
      .set({ state, finished_at: ctx.clock(), lease_token: null, lease_until: null })
      .where(isClaimed(claimed))
      .returning()
    if (ended === undefined) return
    const { id, policy, total, processed, changed } = ended
    const caller = { workspaceId: ended.workspace_id, actor: systemActor('backtest') }
    const data = { backtest_id: id, policy, state, total, processed, changed }
    await appendEvents(ctx, tx, caller, [{ type: 'backtest.finished', data }])
  })
}

async function release(ctx: ReplayContext, claimed: BacktestRow, until: Date | null): Promise<void> {
  await ctx.db.update(backtests).set({ lease_token: null, lease_until: until }).where(isClaimed(claimed))
}

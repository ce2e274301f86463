import { and, count, eq, gte, lt } from 'drizzle-orm'
import { z } from 'zod'
import { readConfidence } from '../confidence/read-confidence.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { BacktestSettings } from '../db/replay-tables.ts'
import { backtests, decisions, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { Instant } from '../domain/instant.ts'
import { ExternalId } from '../domain/text.ts'
import { AppError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { PolicyDocument } from '../moderation/policy.ts'
import type { ReplayContext } from './kept-sources.ts'
import { type Backtest, viewBacktest } from './read-backtests.ts'

export const BacktestInput = z
  .object({
    from: Instant.describe('Decisions made at or after it'),
    to: Instant.optional().describe('And before it; now where it is left out'),
    channel_id: ExternalId.optional(),
    auto_threshold: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('A draft at or above it goes out by itself; the one that held then where it is left out'),
    max_error: z
      .number()
      .min(0.01)
      .max(0.2)
      .optional()
      .describe('The threshold that this share of wrong answers would give now, instead of `auto_threshold`'),
    knowledge: z.enum(['kept', 'current']).default('kept').describe('`current` searches the entries of now'),
    provider: z
      .enum(['kept', 'current'])
      .default('kept')
      .describe(
        '`current` asks the configured provider anew, with the prompt and model of now: at most 1,000 decisions',
      ),
  })
  .refine((input) => input.auto_threshold === undefined || input.max_error === undefined, {
    path: ['max_error'],
    message: 'excludes auto_threshold',
  })
  .meta({ id: 'BacktestInput' })
export type BacktestInput = z.infer<typeof BacktestInput>

/** A provider asks for money and time for each. */
const MOST_ASKED = 1000

interface StartContext extends Installed<ReplayContext> {
  readonly wake: (what: 'backtests') => void
}

/** What is tried: a version that is stored, or a document that is not yet. */
interface TriedPolicy {
  readonly version: string
  readonly document: PolicyDocument
}

/**
 * Takes a policy to be tried on the decisions of a past period, in the background and without sending anything. Throws
 * `invalid_request` for a period without end, or of too many provider calls.
 */
export async function startBacktest(
  ctx: StartContext,
  caller: Caller,
  { version, document }: TriedPolicy,
  input: BacktestInput,
): Promise<Backtest> {
  const settings = await settingsOf(ctx, caller.workspaceId, input)
  if (settings.from >= settings.to) throw fault('/to', 'The period must end after it begins')
  const row = await ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ total: count() })
      .from(decisions)
      .innerJoin(threads, eq(threads.id, decisions.thread_id))
      .where(isInPeriod(caller.workspaceId, settings))
    if (settings.provider === 'current' && found!.total > MOST_ASKED)
      throw fault(
        '/provider',
        `The period has ${found!.total} decisions; a provider is asked for ${MOST_ASKED}`,
      )
    const [made] = await tx
      .insert(backtests)
      .values({
        id: ctx.newId('bt'),
        workspace_id: caller.workspaceId,
        policy: version,
        document,
        settings,
        state: 'queued',
        total: found!.total,
        created_by: caller.actor,
        created_at: ctx.clock(),
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'backtest.started', made!.id, { policy: version, ...settings })
    return made!
  })
  ctx.wake('backtests')
  return viewBacktest(row)
}

export function isInPeriod(workspaceId: string, settings: BacktestSettings) {
  return and(
    eq(decisions.workspace_id, workspaceId),
    gte(decisions.created_at, new Date(settings.from)),
    lt(decisions.created_at, new Date(settings.to)),
    settings.channel_id === null ? undefined : eq(threads.channel_id, settings.channel_id),
  )
}

async function settingsOf(
  ctx: StartContext,
  workspaceId: string,
  input: BacktestInput,
): Promise<BacktestSettings> {
  const { from, to, channel_id, auto_threshold, max_error, knowledge, provider } = input
  const threshold =
    max_error === undefined
      ? (auto_threshold ?? 'kept')
      : (await readConfidence(await forWorkspace(ctx, workspaceId), workspaceId, max_error)).threshold
  return {
    from: new Date(from).toISOString(),
    to: (to === undefined ? ctx.clock() : new Date(to)).toISOString(),
    channel_id: channel_id ?? null,
    auto_threshold: threshold,
    knowledge,
    provider,
  }
}

function fault(pointer: string, detail: string): AppError {
  return new AppError('invalid_request', detail, { errors: [{ pointer, detail }] })
}

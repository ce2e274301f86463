import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { channels, workspaces } from '../db/schema.ts'
import { ChannelMode } from '../domain/message.ts'
import { NotFoundError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import { isPaused, nameModels } from '../inference/name-models.ts'
import {
  DEFAULT_PROMISE,
  type GoLiveJudgement,
  judgeGoLive,
  judgeLive,
  LEAST_REVIEWED,
} from './judge-go-live.ts'
import { countLive, readChannelCases } from './read-channel-cases.ts'

const Share = z.number().min(0).max(1)

export const GoLive = z
  .object({
    channel_id: z.string(),
    mode: ChannelMode,
    is_met: z.boolean().describe('Whether the channel may go to `auto`'),
    lacking: z.array(z.object({ code: z.enum(['too_few_cases', 'risk_not_shown']), detail: z.string() })),
    max_error: Share.describe('The promise: at most this share of the automatic answers is wrong'),
    cases: z
      .int()
      .describe('Judged answers of the channel: reviewed drafts and drawn samples, at most the newest 1,000'),
    needed: z.int().describe('Judged answers that are needed at least'),
    threshold: Share.nullable().describe('From this confidence on it would answer by itself'),
    answered: z.int().nullable().describe('Judged answers at or above it'),
    wrong: z.int().nullable(),
    bound: Share.nullable().describe('Upper 95% limit of the share of wrong answers'),
    coverage: Share.nullable().describe('Share of the judged answers that would have gone out by themselves'),
    live: z
      .object({
        since: z.iso.datetime(),
        threshold: Share.nullable().describe('That of the channel; null after an override'),
        is_paused: z
          .boolean()
          .describe('Other models answer than those it went live with: every draft waits for a person'),
        reviewed: z.int().describe('Automatic answers that were drawn by lot and judged'),
        needed: z.int().describe('So many before the channel can fall back'),
        wrong: z.int(),
        lower: Share.describe(
          'Lower 95% limit of the share of wrong answers: above `max_error` the channel falls back',
        ),
        upper: Share,
      })
      .nullable()
      .describe('How it keeps its promise; null unless the channel is in `auto`'),
  })
  .meta({ id: 'GoLive' })
export type GoLive = z.infer<typeof GoLive>

export interface GateContext {
  readonly db: Db
  readonly models: Pick<Models, 'embedder' | 'ranker' | 'classifier' | 'chat'>
}

/** What a channel still lacks to answer by itself, or how it keeps its promise. Throws `not_found`. */
export async function readGoLive(
  installed: Installed<GateContext>,
  workspaceId: string,
  channelId: string,
): Promise<GoLive> {
  const ctx = await forWorkspace(installed, workspaceId)
  const [row] = await ctx.db
    .select({ channel: channels, settings: workspaces.settings })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.id, channels.workspace_id))
    .where(and(eq(channels.workspace_id, workspaceId), eq(channels.id, channelId)))
  if (row === undefined) throw new NotFoundError('channel', channelId)
  const { channel, settings } = row
  const promise = settings.max_error ?? DEFAULT_PROMISE
  const { isMet, lacking, ...judged } = await judgeChannel(ctx, workspaceId, channelId, promise)
  return {
    channel_id: channelId,
    mode: channel.mode,
    is_met: isMet,
    lacking: [...lacking],
    max_error: promise,
    ...judged,
    live: await readLive(ctx, channel, promise),
  }
}

export async function judgeChannel(
  ctx: GateContext,
  workspaceId: string,
  channelId: string,
  promise: number,
): Promise<GoLiveJudgement> {
  const models = nameModels(ctx.models)
  return judgeGoLive(await readChannelCases(ctx.db, { workspaceId, channelId, models }), promise)
}

async function readLive(
  { db, models }: GateContext,
  channel: typeof channels.$inferSelect,
  promise: number,
): Promise<GoLive['live']> {
  if (channel.mode !== 'auto') return null
  const since = channel.auto_since ?? channel.created_at
  const found = await countLive(db, channel.workspace_id, channel.id, since)
  const { reviewed, wrong, lower, upper } = judgeLive(found.reviewed, found.wrong, promise)
  return {
    since: since.toISOString(),
    threshold: channel.auto_threshold,
    is_paused: isPaused(channel, models),
    needed: LEAST_REVIEWED,
    ...{ reviewed, wrong, lower, upper },
  }
}

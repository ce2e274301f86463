import { eq } from 'drizzle-orm'
import { workspaces } from '../db/schema.ts'
import type { Surface } from '../domain/assessment.ts'
import { readPolicy } from '../moderation/read-policy.ts'
import { runSignals } from '../moderation/run-signals.ts'
import { readWordPatterns } from '../moderation/signal-fields.ts'
import type { MessageRow, Turn } from './load-turn.ts'
import { openSources } from './open-sources.ts'
import type { TurnContext } from './process-turn.ts'
import { type TurnSources, type WorkedOut, workOut } from './work-out.ts'

/** The stages of a turn, in their order; a draft is not tried for everything. */
export type Stage = 'classified' | 'searched' | 'moderated' | 'drafted' | 'decided'

export interface TriedMessage {
  readonly stages: readonly { readonly stage: Stage; readonly tookMs: number }[]
  readonly worked: WorkedOut
}

/**
 * What a first message of somebody unknown would come to in a channel that answers by itself, stage by stage. Stores
 * nothing, and leaves no trace in what is counted of repetition.
 */
export async function tryMessage(
  ctx: Omit<TurnContext, 'bell'>,
  workspaceId: string,
  message: { readonly text: string; readonly surface: Surface },
  signal?: AbortSignal,
): Promise<TriedMessage> {
  const turn = await imagineTurn(ctx, workspaceId, message)
  const stages: { stage: Stage; tookMs: number }[] = []
  let last = performance.now()
  const lap = (stage: Stage) => {
    const now = performance.now()
    stages.push({ stage, tookMs: now - last })
    last = now
  }
  const sources = openSources(ctx, turn, signal)
  const timed: TurnSources = {
    ...sources,
    async search(lookups) {
      lap('classified')
      const found = await sources.search(lookups)
      lap('searched')
      return found
    },
    async examine(input) {
      const results = await runSignals(ctx, { ...input, sender: null }, signal)
      lap('moderated')
      return results
    },
    readAutoThreshold() {
      lap('drafted')
      return sources.readAutoThreshold()
    },
  }
  const worked = await workOut(ctx, turn, timed, signal)
  lap('decided')
  return { stages, worked }
}

async function imagineTurn(
  ctx: Omit<TurnContext, 'bell'>,
  workspaceId: string,
  { text, surface }: { readonly text: string; readonly surface: Surface },
): Promise<Turn> {
  const [workspace] = await ctx.db.select().from(workspaces).where(eq(workspaces.id, workspaceId))
  const now = ctx.clock()
  const own = { workspace_id: workspaceId, created_at: now, updated_at: now }
  const message = { id: 'tried', text, attachments: [], disposition: 'live', received_at: now, sent_at: now }
  return {
    thread: {
      ...own,
      id: 'tried',
      surface,
      labels: [],
      is_ai_silenced: false,
      held_by: null,
      held_until: null,
    },
    channel: { ...own, id: 'playground', kind: 'web', mode: 'auto' },
    contact: { ...own, id: 'tried', name: null, blocked_at: null, attributes: {} },
    settings: workspace!.settings,
    policy: await readPolicy(ctx.db, workspaceId),
    wordLists: await readWordPatterns(ctx.db, workspaceId),
    takenAway: 0,
    messages: [{ ...own, ...message } as unknown as MessageRow],
    carried: [],
    history: [],
    isKnownCustomer: false,
    isAwaitingHuman: false,
    isLoop: false,
  } as unknown as Turn
}

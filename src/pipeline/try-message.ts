import { eq } from 'drizzle-orm'
import { workspaces } from '../db/schema.ts'
import type { Surface } from '../domain/assessment.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
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
  installed: Installed<Omit<TurnContext, 'bell'>>,
  workspaceId: string,
  message: { readonly text: string; readonly surface: Surface },
  signal?: AbortSignal,
): Promise<TriedMessage> {
  const ctx = await forWorkspace(installed, workspaceId)
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
  const own = { workspace_id: workspaceId, channel_id: 'playground', external_id: 'tried' }
  const times = { created_at: now, updated_at: now }
  return {
    thread: { ...imagineThread(now), ...own, ...times, surface },
    channel: {
      ...times,
      workspace_id: workspaceId,
      id: own.channel_id,
      kind: 'web',
      mode: 'auto',
      ...AT_ONCE,
    },
    contact: { ...own, id: 'tried', created_at: now, ...NOBODY },
    // A second opinion would be taken out of the day's budget.
    settings: { ...workspace!.settings, second_opinions_per_day: 0 },
    policy: await readPolicy(ctx.db, workspaceId),
    wordLists: await readWordPatterns(ctx.db, workspaceId),
    takenAway: 0,
    messages: [{ ...own, ...FIRST, text, surface, sent_at: now, received_at: now }],
    carried: [],
    history: [],
    isKnownCustomer: false,
    isAwaitingHuman: false,
    isOtherWaiting: false,
    isLoop: false,
  }
}

const AT_ONCE = {
  settle_ms: 0,
  stale_after_s: 86_400,
  auto_threshold: null,
  auto_since: null,
  auto_models: null,
}
/** Somebody of whom nothing is known. */
const NOBODY = {
  name: null,
  attributes: {},
  blocked_at: null,
  opted_out_at: null,
  merged_into: null,
  erased_at: null,
  revision: 1,
}
const FIRST = {
  id: 'tried',
  thread_id: 'tried',
  contact_id: 'tried',
  direction: 'inbound',
  disposition: 'live',
  attachments: [],
  episode: 1,
  decision_id: null,
  edited_at: null,
  deleted_at: null,
} satisfies Partial<MessageRow>

/** A thread in which nothing happened yet. */
function imagineThread(now: Date) {
  return {
    id: 'tried',
    contact_id: 'tried',
    status: 'new',
    next_action: null,
    episode: 1,
    is_ai_silenced: false,
    held_by: null,
    held_until: null,
    lost_by: null,
    queue_id: null,
    required_skills: [],
    required_role: null,
    skills_relax_at: null,
    queue_fixed_in: null,
    waiting_since: null,
    snoozed_until: null,
    told_waiting_at: null,
    priority: 'normal',
    urgency: 2,
    labels: [],
    suggested_labels: [],
    language: null,
    revision: 1,
    last_message_at: now,
  } satisfies Partial<Turn['thread']>
}

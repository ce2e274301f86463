import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { ChannelInput } from '../domain/channel.ts'
import { AppError } from '../errors.ts'
import { type ChannelRow, writeChannel } from '../inbox/write-channel.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import { joinNames, nameModels } from '../inference/name-models.ts'
import { DEFAULT_PROMISE, type GoLiveJudgement } from './judge-go-live.ts'
import { type GateContext, judgeChannel } from './read-go-live.ts'

interface ChangeContext extends GateContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Makes a channel or changes the given fields of it. It goes to `auto` when its gate is met, with the confidence that its
 * judged answers allow; else throws `gate_not_met` with what is lacking, unless the caller gave a reason to override that,
 * which is audited.
 */
export async function putChannel(
  installed: Installed<ChangeContext>,
  caller: Caller,
  id: string,
  { override, ...input }: ChannelInput,
): Promise<{ channel: ChannelRow; isNew: boolean }> {
  const ctx = await forWorkspace(installed, caller.workspaceId)
  return ctx.db.transaction(async (tx) => {
    const before = await lockChannel(tx, caller.workspaceId, id)
    const goesLive = input.mode === 'auto' && before?.mode !== 'auto'
    const gate = goesLive ? await judge({ ...ctx, db: tx }, caller.workspaceId, id) : null
    if (gate !== null && !gate.isMet && override === undefined) throw gateNotMet(id, gate)
    const { isNew } = await writeChannel({ ...ctx, db: tx }, caller, id, input)
    if (gate !== null) await auditLive(ctx, tx, caller, id, gate, override?.reason ?? null)
    const [channel] = await tx
      .update(channels)
      .set(liveOf(ctx, input.mode, gate))
      .where(isOwn(caller.workspaceId, id))
      .returning()
    await appendEvents(ctx, tx, caller, eventsOf(before, channel!))
    return { channel: channel!, isNew }
  })
}

function isOwn(workspaceId: string, id: string) {
  return and(eq(channels.workspace_id, workspaceId), eq(channels.id, id))
}

async function lockChannel(tx: Db, workspaceId: string, id: string): Promise<ChannelRow | null> {
  const [row] = await tx.select().from(channels).where(isOwn(workspaceId, id)).for('update')
  return row ?? null
}

async function judge(ctx: GateContext, workspaceId: string, id: string): Promise<GoLiveJudgement> {
  const [row] = await ctx.db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return judgeChannel(ctx, workspaceId, id, row!.settings.max_error ?? DEFAULT_PROMISE)
}

function gateNotMet(id: string, { lacking }: GoLiveJudgement): AppError {
  const errors = lacking.map(({ detail }) => ({ pointer: '/mode', detail }))
  return new AppError('gate_not_met', `Channel ${JSON.stringify(id)} may not answer by itself yet`, {
    errors,
  })
}

async function auditLive(
  ctx: ChangeContext,
  tx: Db,
  caller: Caller,
  id: string,
  gate: GoLiveJudgement,
  reason: string | null,
): Promise<void> {
  const { threshold, cases, bound, coverage } = gate
  if (gate.isMet) {
    await appendAudit(ctx, tx, caller, 'channel.went_live', id, { threshold, cases, bound, coverage })
    return
  }
  const lacking = gate.lacking.map(({ code }) => code)
  await appendAudit(ctx, tx, caller, 'channel.auto_override', id, { reason, lacking, cases })
}

/** What goes with the mode: nothing where it stays `auto`, or where no mode was given. */
function liveOf(
  { clock, models }: ChangeContext,
  mode: ChannelInput['mode'],
  gate: GoLiveJudgement | null,
): Partial<ChannelRow> {
  const now = clock()
  if (gate !== null) {
    // Whoever overrides the gate answers for these models; nobody did for others.
    return { auto_since: now, auto_threshold: gate.threshold, auto_models: joinNames(nameModels(models)) }
  }
  return mode === undefined || mode === 'auto'
    ? { updated_at: now }
    : { auto_since: null, auto_threshold: null, auto_models: null }
}

function eventsOf(before: ChannelRow | null, { id, mode }: ChannelRow): NewEvent[] {
  if (before === null || before.mode === mode) return []
  return [{ type: 'channel.mode_changed', data: { channel_id: id, from: before.mode, to: mode } }]
}

import { createWorkspace } from '../access/create-workspace.ts'
import type { Context } from '../context.ts'
import { systemActor } from '../domain/actor.ts'
import type { Decision } from '../domain/decision.ts'
import type { Passage } from '../domain/passage.ts'
import { acceptMessage } from '../inbox/accept-message.ts'
import { putChannel } from '../inbox/put-channel.ts'
import { searchPassages } from '../knowledge/search-passages.ts'
import { upsertEntries } from '../knowledge/upsert-entries.ts'
import { claimTurn } from '../pipeline/claim-turn.ts'
import { readDecision } from '../pipeline/read-decision.ts'
import { workOn } from '../pipeline/run-worker.ts'
import type { Shop, ShopMessage } from './shop.ts'

/** What became of one message: the decision of the whole path, and what search found by itself. */
export interface ShopResult {
  readonly message: ShopMessage
  readonly decision: Decision
  /** Best first. */
  readonly found: readonly Passage[]
}

/**
 * Sends a shop's messages, each in a thread of its own, through the path that serves, on a channel that answers by
 * itself, in a workspace of its own.
 */
export async function runShop(
  ctx: Context,
  shop: Shop,
  onMessage: () => void = () => {},
): Promise<ShopResult[]> {
  const { workspace } = await createWorkspace(ctx, systemActor('evals'), { name: shop.business })
  const caller = { workspaceId: workspace.id, actor: systemActor('evals') }
  await putChannel(ctx, caller, 'evals', { kind: 'other', mode: 'auto', settle_ms: 0 })
  await upsertEntries(ctx, caller, shop.entries)
  const results: ShopResult[] = []
  for (const [i, message] of shop.messages.entries()) {
    const { message_id } = await acceptMessage(ctx, caller, {
      external_id: `message-${i}`,
      channel: { id: 'evals', kind: 'other' },
      surface: message.surface,
      thread: { external_id: `thread-${i}` },
      contact: { external_id: `contact-${i}` },
      text: message.text,
      direction: 'inbound',
      backfill: false,
      attachments: [],
    })
    for (let claim = await claimTurn(ctx, ''); claim !== null; claim = await claimTurn(ctx, ''))
      await workOn(ctx, claim)
    const state = await readDecision(ctx, workspace.id, message_id)
    if (!state.isDecided) throw new Error(`message ${i} of ${shop.business} was not decided`)
    const [found] = await searchPassages(ctx, workspace.id, [
      { text: message.text, language: message.lang, limit: 3 },
    ])
    results.push({ message, decision: state.decision, found: found! })
    onMessage()
  }
  return results
}

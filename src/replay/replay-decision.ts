import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { readConfidence, readRisk } from '../confidence/read-confidence.ts'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import { Versions } from '../domain/assessment.ts'
import { Route } from '../domain/decision.ts'
import { ResourceId } from '../domain/text.ts'
import { NotFoundError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import { getPolicy } from '../moderation/read-policies.ts'
import { readWordPatterns } from '../moderation/signal-fields.ts'
import type { WorkedOut } from '../pipeline/work-out.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import { compareOutcomes, Difference, Stage } from './compare-outcomes.ts'
import type { ReplayContext } from './kept-sources.ts'
import { type DecisionRow, type KeptTurn, loadPastTurns } from './load-past-turns.ts'
import { type Changes, workAgain } from './work-again.ts'

export const ReplayInput = z
  .object({
    with: z
      .enum(['kept', 'current'])
      .default('kept')
      .describe(
        '`kept`: passages, versions and provider answers as they were, the rest worked out again; `current`: policy, word lists, knowledge, threshold and provider as they are now',
      ),
    policy_id: ResourceId.optional().describe('A version of the policy to ask instead, or `active`'),
  })
  .meta({ id: 'ReplayInput' })
export type ReplayInput = z.infer<typeof ReplayInput>

const Sides = z.object({ kept: Route, replayed: Route.nullable() })

export const Replay = z
  .object({
    decision_id: z.string(),
    message_id: z.string(),
    state: z
      .enum(['equal', 'different', 'erased', 'not_kept'])
      .describe(
        '`erased`: words that it was decided from are gone; `not_kept`: what it was decided from was not kept, or is gone',
      ),
    with: z.enum(['kept', 'current']),
    route: Sides,
    versions: z
      .object({ kept: Versions, replayed: Versions })
      .nullable()
      .describe('Null where nothing was worked out'),
    first_difference: Stage.nullable().describe(
      'The earliest stage that differs: what the later ones follow from',
    ),
    differences: z
      .array(Difference)
      .describe('In the order of the stages; the words of drafts with placeholders for personal data'),
  })
  .meta({ id: 'Replay' })
export type Replay = z.infer<typeof Replay>

/**
 * Works a decision out again and says whether it is the same and, where it is not, in what. Writes nothing. `id` may be
 * that of a message. Throws `not_found`.
 */
export async function replayDecision(
  installed: Installed<ReplayContext>,
  workspaceId: string,
  id: string,
  input: ReplayInput,
  signal?: AbortSignal,
): Promise<Replay> {
  const ctx = await forWorkspace(installed, workspaceId)
  const decision = await findDecision(ctx.db, workspaceId, id)
  const base = { decision_id: decision.id, message_id: decision.message_id, with: input.with }
  const [past] = await loadPastTurns(ctx.db, workspaceId, [decision])
  if (past!.state !== 'kept') {
    return {
      ...base,
      state: past!.state,
      route: { kept: decision.route, replayed: null },
      versions: null,
      first_difference: null,
      differences: [],
    }
  }
  const worked = await workAgain(ctx, past!.kept, await readChanges(ctx, workspaceId, input), signal)
  const [draft] = await ctx.db
    .select()
    .from(drafts)
    .where(and(eq(drafts.workspace_id, workspaceId), eq(drafts.decision_id, decision.id)))
  const differences = compareOutcomes(decision, draft ?? null, worked)
  return {
    ...base,
    state: differences.length === 0 ? 'equal' : 'different',
    route: { kept: decision.route, replayed: worked.verdict.route },
    versions: versionsOf(decision, worked),
    first_difference: differences[0]?.stage ?? null,
    differences: hideWords(past!.kept, differences),
  }
}

/** `id` may be that of a message. Throws `not_found`. */
export async function findDecision(db: Db, workspaceId: string, id: string): Promise<DecisionRow> {
  const isMessage = id.startsWith('msg_')
  const [row] = await db
    .select({ decision: decisions })
    .from(decisions)
    .leftJoin(messages, eq(messages.decision_id, decisions.id))
    .where(and(eq(decisions.workspace_id, workspaceId), eq(isMessage ? messages.id : decisions.id, id)))
    .limit(1)
  if (row === undefined) throw new NotFoundError('decision', id)
  return row.decision
}

async function readChanges(ctx: ReplayContext, workspaceId: string, input: ReplayInput): Promise<Changes> {
  const isCurrent = input.with === 'current'
  const policyId = input.policy_id ?? (isCurrent ? 'active' : null)
  const policy = policyId === null ? null : await getPolicy(ctx, workspaceId, policyId)
  const { threshold } = await readConfidence(ctx, workspaceId, await readRisk(ctx.db, workspaceId))
  return {
    ...(policy !== null && { policy: { version: policy.version, document: policy.document } }),
    ...(isCurrent && {
      wordLists: await readWordPatterns(ctx.db, workspaceId),
      isKnowledgeCurrent: true,
      isProviderCurrent: true,
      autoThreshold: threshold,
    }),
    fallbackThreshold: threshold,
  }
}

function versionsOf({ assessment, prompt_version }: DecisionRow, { assessment: again, draft }: WorkedOut) {
  const made = draft?.kind === 'drafted' ? draft.reply : draft
  return {
    kept: { ...assessment.versions, prompt: prompt_version },
    replayed: { ...again.versions, prompt: made?.promptVersion ?? null },
  }
}

function hideWords({ turn }: KeptTurn, differences: readonly Difference[]): Difference[] {
  const { hide } = openRedaction({
    contactName: turn.contact.name,
    orderMasks: turn.settings.order_masks,
    texts: turn.messages.map(({ text }) => text),
  })
  const hidden = (value: unknown) => (typeof value === 'string' ? hide(value) : value)
  return differences.map((each) =>
    each.field === 'text' ? { ...each, kept: hidden(each.kept), replayed: hidden(each.replayed) } : each,
  )
}

import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { findRouting } from '../desk/find-routing.ts'
import { assertRoutable } from '../desk/put-routing-rules.ts'
import { readRoutingFacts, scoresOf } from '../desk/read-routing-facts.ts'
import type { Caller } from '../domain/actor.ts'
import { Surface } from '../domain/assessment.ts'
import { Priority } from '../domain/decision.ts'
import { Instant } from '../domain/instant.ts'
import { ChannelKind } from '../domain/message.ts'
import { RoutingDocument, RoutingFacts, RuleTrace } from '../domain/routing.ts'
import { ExternalId, ResourceId, textField } from '../domain/text.ts'
import { AppError } from '../errors.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import { readPolicy } from '../moderation/read-policy.ts'
import { assessTexts } from './assess-text.ts'
import { isAbout, isInDanger } from './notice-cues.ts'

const Tried = z.strictObject({
  rules: RoutingDocument.optional().describe('Rules to try out in place of those that hold'),
  at: Instant.optional().describe('When it would come; now where it is left out'),
})

/** A text that might come, or a thread that is there. */
export const DryRunInput = z
  .union([
    Tried.extend({
      text: textField(1, 10_000),
      surface: Surface.default('dm'),
      channel_id: ExternalId.default('dry-run'),
      channel_kind: ChannelKind.default('other'),
      labels: z.array(textField(1, 100)).max(50).default([]),
      reasons: z
        .array(textField(1, 100))
        .max(50)
        .default([])
        .describe('Reason codes that the decision would give; danger and a wish for a person are noticed'),
      attributes: z.record(z.string().max(100), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    Tried.extend({ thread_id: ResourceId }),
  ])
  .meta({ id: 'RoutingDryRunInput' })
export type DryRunInput = z.infer<typeof DryRunInput>

export const DryRun = z
  .object({
    version: z.int().nullable().describe('Of the rules that were asked; null for rules that were given'),
    rule: z.string().nullable().describe('The rule that fired; null where none did'),
    queue: z.object({ id: z.string(), name: z.string() }),
    skills: z.array(z.string()),
    relax_skills_after_s: z.int().nullable(),
    priority: Priority,
    labels: z.array(z.string()),
    facts: RoutingFacts.omit({ attributes: true }),
    trace: z.array(RuleTrace).describe('Every rule up to the one that fired, with what kept each from it'),
  })
  .meta({ id: 'RoutingDryRun' })
export type DryRun = z.infer<typeof DryRun>

interface DryRunContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Models
  readonly candidates: CandidateCache
}

/** Says where a text or a thread would go, and why; nothing is moved. Throws `not_found` and `invalid_request`. */
export async function dryRunRouting(
  installed: Installed<DryRunContext>,
  { workspaceId }: Caller,
  input: DryRunInput,
): Promise<DryRun> {
  const ctx = await forWorkspace(installed, workspaceId)
  const { rules, at } = input
  if (rules !== undefined) await assertTried(ctx.db, workspaceId, rules)
  const facts =
    'thread_id' in input
      ? await readRoutingFacts(ctx.db, workspaceId, input.thread_id)
      : await factsOfText(ctx, workspaceId, input)
  const now = at === undefined ? ctx.clock() : new Date(at)
  const found = await findRouting(ctx, ctx.db, workspaceId, facts, now, rules ?? null)
  const { attributes: _personal, ...shown } = facts
  return {
    version: rules === undefined ? found.version : null,
    rule: found.rule,
    queue: { id: found.queue.id, name: found.queue.name },
    skills: [...found.skills],
    relax_skills_after_s: found.relaxSkillsAfterS,
    priority: found.priority,
    labels: [...found.labels],
    facts: shown,
    trace: [...found.trace],
  }
}

/** The document stands under `rules` in the request, so do its faults. */
async function assertTried(db: Db, workspaceId: string, rules: RoutingDocument): Promise<void> {
  try {
    await assertRoutable(db, workspaceId, rules)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const errors = error.errors.map((fault) => ({ ...fault, pointer: `/rules${fault.pointer}` }))
    throw new AppError(error.code, error.message, { errors, cause: error })
  }
}

async function factsOfText(
  ctx: DryRunContext,
  workspaceId: string,
  input: Extract<DryRunInput, { text: string }>,
): Promise<RoutingFacts> {
  const { text, surface } = input
  const policy = await readPolicy(ctx.db, workspaceId)
  const [assessed] = await assessTexts(ctx, workspaceId, policy, [
    { text, surface, languageHint: null, before: [] },
  ])
  const { assessment, classification } = assessed!
  const isDanger = isInDanger(ctx, classification)
  const wantsHuman = isAbout(classification, 'wants_human')
  const noticed = [...(isDanger ? ['danger'] : []), ...(wantsHuman ? ['wants_human'] : [])]
  return {
    category: assessment.category,
    reasons: [...new Set([...noticed, ...input.reasons])],
    priority: isDanger ? 'urgent' : wantsHuman ? 'high' : 'normal',
    labels: input.labels,
    language: assessment.language.tag,
    channel_id: input.channel_id,
    channel_kind: input.channel_kind,
    surface,
    scores: scoresOf(assessment),
    attributes: input.attributes,
  }
}

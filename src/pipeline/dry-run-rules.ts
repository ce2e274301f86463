import { z } from 'zod'
import { readConditionClocks } from '../clocks/read-condition-clocks.ts'
import { readConsentWord } from '../consents/read-consent-word.ts'
import type { Db } from '../db/database.ts'
import { scoresOf } from '../desk/read-routing-facts.ts'
import type { Caller } from '../domain/actor.ts'
import { Category, Surface } from '../domain/assessment.ts'
import { Instant } from '../domain/instant.ts'
import { LanguageTag } from '../domain/language.ts'
import { ChannelKind } from '../domain/message.ts'
import { type ReplyRules, ReplyRulesDocument, RuleEffect } from '../domain/reply-rules.ts'
import { RuleTrace } from '../domain/routing.ts'
import { ExternalId, textField } from '../domain/text.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import { readPolicy } from '../moderation/read-policy.ts'
import { acknowledge, applyRules, type Ruled } from '../rules/apply-rules.ts'
import { templatesOf } from '../rules/choose-words.ts'
import { assertSayable, calendarIdsOf } from '../rules/put-reply-rules.ts'
import { readReplyRules } from '../rules/read-reply-rules.ts'
import { NO_PAST, type ReplyFacts } from '../rules/reply-facts.ts'
import { findApprovedWords } from '../words/choose-template.ts'
import { assessTexts } from './assess-text.ts'
import { isAbout, isInDanger } from './notice-cues.ts'

/** A message that might come. */
export const RulesDryRunInput = z
  .strictObject({
    text: textField(1, 10_000),
    rules: ReplyRulesDocument.optional().describe('Rules to try out in place of those that hold'),
    at: Instant.optional().describe('When it would come; now where it is left out'),
    surface: Surface.default('dm'),
    channel_id: ExternalId.default('dry-run'),
    channel_kind: ChannelKind.default('other'),
    labels: z.array(textField(1, 100)).max(50).default([]),
    attributes: z.record(z.string().max(100), z.union([z.string(), z.number(), z.boolean()])).default({}),
    is_first_contact: z.boolean().default(false),
    is_known_customer: z.boolean().default(false),
    after: textField(1, 100).nullable().default(null).describe('The rule that spoke last, where one did'),
  })
  .meta({ id: 'RulesDryRunInput' })
export type RulesDryRunInput = z.infer<typeof RulesDryRunInput>

const Asked = z.object({
  rule: RuleEffect.nullable().describe('Null where no rule speaks'),
  text: z.string().nullable(),
  language: LanguageTag.nullable(),
  trace: z.array(RuleTrace).describe('Every rule up to the one that fired, with what kept each from it'),
})

export const RulesDryRun = z
  .object({
    version: z.int().nullable().describe('Of the rules that were asked; null for rules that were given'),
    language: LanguageTag,
    category: Category,
    message: Asked.describe('Before anything is drafted'),
    hand_off: Asked.describe('Where a person is needed and nothing else was said'),
  })
  .meta({ id: 'RulesDryRun' })
export type RulesDryRun = z.infer<typeof RulesDryRun>

interface DryRunContext {
  readonly db: Db
  readonly clock: () => Date
  readonly models: Models
  readonly candidates: CandidateCache
}

/** What the rules would say to a message, and why; nothing is stored or sent. Throws `invalid_request`. */
export async function dryRunRules(
  installed: Installed<DryRunContext>,
  { workspaceId }: Caller,
  input: RulesDryRunInput,
): Promise<RulesDryRun> {
  const ctx = await forWorkspace(installed, workspaceId)
  if (input.rules !== undefined) await assertSayable(ctx.db, workspaceId, input.rules, '/rules')
  const rules: ReplyRules = { ...(await readReplyRules(ctx.db, workspaceId)), ...input.rules }
  const now = input.at === undefined ? ctx.clock() : new Date(input.at)
  const clocks = await readConditionClocks(ctx.db, workspaceId, calendarIdsOf(rules.rules))
  const named = templatesOf([rules.opt_out, rules.opt_in, ...rules.rules.map(({ say }) => say)])
  const addressee = { channelId: input.channel_id, contactName: null }
  const approved = await findApprovedWords(ctx.db, workspaceId, named, addressee)
  const facts = { ...(await factsOf(ctx, workspaceId, input)), approved }
  const word = input.surface === 'dm' ? readConsentWord(input.text) : null
  const consent =
    word === null || word.kind === 'return'
      ? null
      : {
          status: word.kind === 'stop' ? ('revoked' as const) : ('granted' as const),
          isNews: true,
          isWhole: true,
          language: word.language,
        }
  const circumstances = { consent, isBlocked: false, threadLanguage: null }
  return {
    version: input.rules === undefined ? rules.version : null,
    language: facts.language,
    category: facts.category,
    message: view(applyRules(rules, facts, circumstances, clocks, now)),
    hand_off: view(acknowledge(rules, facts, clocks, now)),
  }
}

function view({ ruling, trace }: Ruled): z.infer<typeof Asked> {
  const { effect = null, saying = null } = ruling ?? {}
  const { text = null, language = null } = saying ?? {}
  return { rule: effect, text, language, trace: [...trace] }
}

async function factsOf(
  ctx: DryRunContext,
  workspaceId: string,
  input: RulesDryRunInput,
): Promise<Omit<ReplyFacts, 'approved'>> {
  const { text, surface } = input
  const policy = await readPolicy(ctx.db, workspaceId)
  const [assessed] = await assessTexts(ctx, workspaceId, policy, [
    { text, surface, languageHint: null, before: [] },
  ])
  const { assessment, classification } = assessed!
  const wantsPerson = isAbout(classification, 'wants_human')
  const isDanger = isInDanger(ctx, classification)
  return {
    ...NO_PAST,
    isFirstContact: input.is_first_contact,
    lastRule: input.after,
    text,
    category: assessment.category,
    reasons: [...(isDanger ? ['danger'] : []), ...(wantsPerson ? ['wants_human'] : [])],
    priority: isDanger ? 'urgent' : wantsPerson ? 'high' : 'normal',
    labels: input.labels,
    language: assessment.language.tag,
    channel_id: input.channel_id,
    channel_kind: input.channel_kind,
    surface,
    scores: scoresOf(assessment),
    attributes: input.attributes,
    isReplyOwed: assessment.reply_owed,
    isKnownCustomer: input.is_known_customer,
    wantsPerson,
    waitingSince: null,
  }
}

import type { decisions, drafts } from '../db/schema.ts'
import type { Decision, Moderation } from '../domain/decision.ts'
import type { Draft } from '../domain/draft.ts'
import { RuleEffect } from '../domain/reply-rules.ts'

/** What decisions of before these were kept do not say. */
const UNSAID = {
  severity: null,
  rule: null,
  queue: null,
  unsure: [],
  signals: [],
} satisfies Partial<Moderation>

/** A decision as the API and the events show it, for one of the messages that share it. */
export function viewDecision(
  messageId: string,
  decision: typeof decisions.$inferSelect,
  draft: typeof drafts.$inferSelect | null,
): Decision {
  return {
    id: decision.id,
    message_id: messageId,
    thread_id: decision.thread_id,
    language: decision.assessment.language,
    category: decision.category,
    labels: decision.assessment.labels,
    moderation: { ...UNSAID, ...decision.moderation },
    route: decision.route,
    reasons: decision.reasons,
    draft: draft === null ? null : viewDraft(draft),
    citations: decision.citations,
    handoff: decision.handoff,
    rule: ruleOf(decision),
    mode: decision.mode,
    versions: { ...decision.assessment.versions, prompt: decision.prompt_version },
    took_ms: decision.took_ms,
  }
}

function ruleOf({ inputs }: typeof decisions.$inferSelect): Decision['rule'] {
  const rule = RuleEffect.nullish().parse(inputs.rule) ?? null
  return rule === null ? null : { name: rule.name, version: rule.version }
}

export function viewDraft(draft: typeof drafts.$inferSelect): Draft {
  return {
    id: draft.id,
    state: draft.state,
    text: draft.text,
    language: draft.language,
    confidence: draft.confidence,
    citations: draft.citations,
  }
}

import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { drafts } from '../db/schema.ts'
import type { Assessment } from '../domain/assessment.ts'
import type { DecisionInputs } from '../pipeline/decide.ts'
import type { WorkedOut } from '../pipeline/work-out.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import type { DecisionRow } from './load-past-turns.ts'

/** In the order of a turn. */
export const STAGES = [
  'classifier',
  'retrieval',
  'policy',
  'draft',
  'checks',
  'confidence',
  'decision',
] as const
export const Stage = z.enum(STAGES)
export type Stage = z.infer<typeof Stage>

export const Difference = z
  .object({
    stage: Stage,
    field: z.string(),
    kept: z.unknown().describe('As it was decided'),
    replayed: z.unknown().describe('As it was worked out again'),
  })
  .meta({ id: 'ReplayDifference' })
export type Difference = z.infer<typeof Difference>

type Facts = Readonly<Record<Stage, Readonly<Record<string, unknown>>>>

/** Everything in which a decision that was worked out again differs from the one that was recorded, stage by stage. */
export function compareOutcomes(
  decision: DecisionRow,
  draft: typeof drafts.$inferSelect | null,
  worked: WorkedOut,
): Difference[] {
  const kept = plain(factsOfKept(decision, draft))
  const replayed = plain(factsOfWorked(worked))
  return STAGES.flatMap((stage) =>
    Object.keys(replayed[stage]).flatMap((field): Difference[] => {
      const [before, after] = [kept[stage][field], replayed[stage][field]]
      return isDeepStrictEqual(before, after) ? [] : [{ stage, field, kept: before, replayed: after }]
    }),
  )
}

/** As it reads once it was stored. */
function plain(facts: Facts): Facts {
  return JSON.parse(JSON.stringify(facts)) as Facts
}

function factsOfKept(decision: DecisionRow, draft: typeof drafts.$inferSelect | null): Facts {
  const { assessment, moderation, trace, citations, prompt_version, category, route, reasons } = decision
  // Written from this very shape: see src/pipeline/record-outcome.ts.
  const inputs = decision.inputs as unknown as DecisionInputs
  return {
    classifier: classifierOf(assessment),
    retrieval: {
      passages: trace!.searches,
      embedder: assessment.versions.embedder,
      knowledge: assessment.versions.knowledge,
    },
    policy: { ...moderation, thresholds: thresholdsOf(assessment), policy: assessment.versions.policy },
    draft: {
      ...draftOf(inputs),
      text: draft?.kind === 'answer' ? draft.proposed_text : null,
      citations,
      prompt: prompt_version,
    },
    ...endOf(inputs, assessment),
    decision: { category, route, reasons },
  }
}

function factsOfWorked(worked: WorkedOut): Facts {
  const { assessment, moderation, inputs, draft, verdict } = worked
  const isKept = draft?.kind === 'drafted' && verdict.draft !== 'drop'
  return {
    classifier: classifierOf(assessment),
    retrieval: {
      passages: worked.searches.map(({ question, reading, found }) => ({
        question,
        reading,
        found: found.map(({ entry, score, confidence, matched_by }) => ({
          entry: entry.id,
          version: entry.version,
          score,
          confidence,
          matchedBy: matched_by,
        })),
      })),
      embedder: assessment.versions.embedder,
      knowledge: assessment.versions.knowledge,
    },
    policy: { ...moderation, thresholds: thresholdsOf(assessment), policy: assessment.versions.policy },
    draft: { ...draftOf(inputs), text: isKept ? draft.reply.text : null, ...madeOf(draft) },
    ...endOf(inputs, assessment),
    decision: { category: assessment.category, route: verdict.route, reasons: verdict.reasons },
  }
}

/** Evidence by its place alone: the words stand in the message. */
function classifierOf({ language, labels, reply_owed, evidence, versions }: Assessment) {
  return {
    language: language.tag,
    language_score: language.score,
    spam: labels.spam.score,
    hate: labels.hate.score,
    reply_owed,
    evidence: evidence.map(({ label, start, end, weight }) => ({ label, start, end, weight })),
    classifier: versions.classifier,
  }
}

function thresholdsOf({ labels }: Assessment) {
  return { spam: labels.spam.threshold, hate: labels.hate.threshold }
}

function draftOf({ draft }: DecisionInputs) {
  return {
    outcome: draft.kind,
    reason: draft.kind === 'none' ? draft.reason : null,
    is_partial: draft.kind === 'drafted' && draft.isPartial,
  }
}

function madeOf(draft: DraftOutcome | null) {
  if (draft === null) return { citations: [], prompt: null }
  return draft.kind === 'drafted'
    ? { citations: draft.reply.citations, prompt: draft.reply.promptVersion }
    : { citations: draft.citations, prompt: draft.promptVersion }
}

function endOf(inputs: DecisionInputs, { labels }: Assessment) {
  const { draft, autoThreshold, isDoubtful, isDanger, isAttack, wantsHuman } = inputs
  return {
    checks: { failures: draft.kind === 'drafted' ? draft.failures : [], is_attack: isAttack },
    confidence: {
      faq: labels.faq.score,
      needs_human: labels.needs_human.score,
      draft: draft.kind === 'drafted' ? draft.confidence : null,
      auto_threshold: autoThreshold,
      is_doubtful: isDoubtful,
      is_danger: isDanger,
      wants_human: wantsHuman,
    },
  }
}

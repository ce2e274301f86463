import type { Db } from '../db/database.ts'
import { type Assessment, CATEGORIES } from '../domain/assessment.ts'
import type { Moderation } from '../domain/decision.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import type { Logger } from '../logger.ts'
import type { Sightings } from '../moderation/open-sightings.ts'
import type { Claim } from './claim-turn.ts'
import { type DecisionInputs, decide, type Verdict } from './decide.ts'
import type { DecisionBell } from './decision-bell.ts'
import { failedAssessment } from './failed-assessment.ts'
import { keepTrace } from './keep-trace.ts'
import { loadTurn, type Turn } from './load-turn.ts'
import { openSources } from './open-sources.ts'
import type { Outcome } from './outcome.ts'
import { type Recorded, recordOutcome } from './record-outcome.ts'
import { circumstancesOf, workOut } from './work-out.ts'

export interface TurnContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Models
  readonly candidates: CandidateCache
  readonly sightings: Sightings
  readonly bell: DecisionBell
  readonly logger: Logger
}

/** After so many attempts that threw, a person gets the message as it is. */
export const MOST_ATTEMPTS = 3

/** The story of a turn: read it, say what it is, what may happen, what could be answered, decide, record. */
export async function processTurn(
  installed: Installed<TurnContext>,
  claim: Claim,
  signal: AbortSignal,
): Promise<Recorded> {
  const ctx = await forWorkspace(installed, claim.workspaceId)
  const startedAt = ctx.clock()
  const turn = await loadTurn(ctx, claim)
  if (turn === null) return recordOutcome(ctx, claim, null)
  const outcome = claim.attempts > MOST_ATTEMPTS ? failTurn(ctx, turn) : await work(ctx, turn, signal)
  const recorded = await recordOutcome(ctx, claim, { ...outcome, turn, startedAt })
  if (recorded === 'recorded') ctx.bell.ring(claim.threadId)
  return recorded
}

async function work(
  ctx: TurnContext,
  turn: Turn,
  signal: AbortSignal,
): Promise<Omit<Outcome, 'turn' | 'startedAt'>> {
  const sources = openSources(ctx, turn, signal)
  const worked = await workOut(ctx, turn, sources, signal)
  return { ...worked, trace: keepTrace(turn, worked, sources) }
}

/** The outcome of a turn that could not be worked on: a person, with the message as it is. */
function failTurn(ctx: TurnContext, turn: Turn): Omit<Outcome, 'turn' | 'startedAt'> {
  const assessment: Assessment = failedAssessment(ctx.models, turn.policy)
  const moderation: Moderation = {
    action: 'allow',
    reasons: [],
    severity: null,
    rule: null,
    queue: null,
    unsure: ['processing_failed'],
    signals: [],
  }
  const inputs: DecisionInputs = {
    ...circumstancesOf(turn, ctx.clock()),
    category: CATEGORIES[2],
    language: 'und',
    languageScore: 0,
    isReplyOwed: true,
    wantsHuman: false,
    isDoubtful: false,
    isDanger: false,
    isAttack: false,
    moderation: { action: 'allow', reasons: [] },
    draft: { kind: 'not_tried' },
    autoThreshold: null,
    failure: 'processing_failed',
    rule: null,
  }
  const verdict: Verdict = decide(inputs)
  const nothing = { facts: null, draft: null, passages: [], spoken: null, rules: null, trace: null }
  return { assessment, moderation, ...nothing, inputs, verdict }
}

import { eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import { type AnsweringModels, nameModels } from '../inference/name-models.ts'
import type { PassageRanker, RiskRow } from '../inference/passage-ranker.ts'
import { chooseThreshold, type ThresholdChoice } from './choose-threshold.ts'
import { readCases } from './read-cases.ts'

export interface ConfidenceContext {
  readonly db: Db
  readonly models: AnsweringModels & {
    readonly ranker: Pick<PassageRanker, 'risks' | 'thresholds'>
  }
}

export interface Confidence {
  /** Null where nobody chose one. */
  readonly risk: number | null
  /** A draft at or above it goes out by itself; null where nothing may. */
  readonly threshold: number | null
  readonly source: 'own' | 'shipped' | 'default' | 'none'
  /** Null where no risk was chosen that it could show. */
  readonly own: ThresholdChoice | null
  /** Reviewed drafts that there are to judge by. */
  readonly cases: number
  /** The row of the table that the shipped models promise for the risk; null where none is strict enough. */
  readonly shipped: RiskRow | null
}

/**
 * The confidence from which a draft goes out by itself, so that at most the share `risk` of those is wrong. The
 * workspace's own reviewed drafts set it where they are enough to show it; otherwise the cases that the models were
 * shipped with do, and where those cannot either, nothing goes out. Without a chosen risk the models' own threshold holds.
 */
export async function readConfidence(
  ctx: ConfidenceContext,
  workspaceId: string,
  risk: number | null,
): Promise<Confidence> {
  const { ranker } = ctx.models
  if (risk === null) {
    const threshold = ranker.thresholds.auto
    return { risk, threshold, source: 'default', own: null, cases: 0, shipped: null }
  }
  const cases = await readCases(ctx.db, workspaceId, nameModels(ctx.models))
  const own = chooseThreshold(cases, risk)
  const shipped = findRow(ranker.risks, risk)
  const threshold = own.ok ? own.threshold : (shipped?.threshold ?? null)
  const source = own.ok ? 'own' : threshold === null ? 'none' : 'shipped'
  return { risk, threshold, source, own, cases: cases.length, shipped }
}

/** What the workspace chose. */
export async function readRisk(db: Db, workspaceId: string): Promise<number | null> {
  const [row] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row?.settings.max_error ?? null
}

/** Between two rows the stricter one is kept. */
function findRow(risks: readonly RiskRow[], risk: number): RiskRow | null {
  return risks.findLast((row) => row.risk <= risk) ?? null
}

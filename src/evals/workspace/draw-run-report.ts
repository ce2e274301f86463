import type { Db } from '../../db/database.ts'
import { differencesOf } from '../compare-runs.ts'
import { drawReport } from '../report/draw-report.ts'
import { loadRun, readPast, viewRun } from './read-runs.ts'

/** A finished run as one page, held against another one, the baseline of the shipped cases, or nothing. */
export async function drawRunReport(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
  against: string | null,
): Promise<string> {
  const run = await loadRun(ctx, workspaceId, id)
  const cases = against === null ? [] : await readPast(ctx, workspaceId, against)
  return drawReport({
    id,
    at: run.row.created_at,
    run,
    verdicts: viewRun(run.row).verdicts ?? [],
    against: against === null ? null : { name: against, cases },
    differences: against === null ? [] : differencesOf(run.suites, cases, run.outcomes),
  })
}

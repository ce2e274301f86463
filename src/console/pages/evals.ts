import { Hono, type Context as PageContext } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { LRUCache } from 'lru-cache'
import { ZodError } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { writeCsv } from '../../evals/report/write-csv.ts'
import { drawRunReport } from '../../evals/workspace/draw-run-report.ts'
import {
  BASELINE_NAME,
  type Comparison,
  compareRuns,
  countFailed,
  findRun,
  listRunCases,
  listRuns,
  loadRun,
  RunInput,
  viewRun,
} from '../../evals/workspace/read-runs.ts'
import { startRun } from '../../evals/workspace/start-run.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { CHANGED, drawComparison } from '../evals/draw-comparison.ts'
import { drawFailures } from '../evals/draw-failures.ts'
import { drawRun } from '../evals/draw-run.ts'
import { drawRuns, EVALS_PATH } from '../evals/draw-runs.ts'
import { drawQuality } from '../quality/draw-quality.ts'

const SHOWN = 20
/** Enough for arrows, and quick enough to be made while somebody waits. */
const RESAMPLES = 300

/** A finished run stays as it is, and holding two against each other takes a while. What is kept of them are ids and numbers. */
function keepComparisons(ctx: Context) {
  const known = new LRUCache<string, Comparison>({ max: 50 })
  return async (workspaceId: string, before: string, after: string): Promise<Comparison> => {
    const key = `${workspaceId} ${before} ${after}`
    const found = known.get(key) ?? (await compareRuns(ctx, workspaceId, before, after, RESAMPLES))
    known.set(key, found)
    return found
  }
}
type Compare = ReturnType<typeof keepComparisons>

/** Evaluation runs: what they found, two of them side by side, and how another is started. */
export function evalPages(ctx: Context) {
  const compare = keepComparisons(ctx)
  return new Hono<ConsoleEnv>()
    .get(EVALS_PATH, (c) => showRuns(ctx, c))
    .post(EVALS_PATH, (c) => start(ctx, c))
    .get(`${EVALS_PATH}/compare`, (c) => showComparison(ctx, c, compare))
    .get(`${EVALS_PATH}/:id`, (c) => showRun(ctx, c, compare))
    .get(`${EVALS_PATH}/:id/report.html`, async (c) => {
      const { caller } = readable(c)
      const against = c.req.query('against') ?? null
      return c.html(await drawRunReport(ctx, caller.workspaceId, c.req.param('id'), against))
    })
    .get(`${EVALS_PATH}/:id/cases.csv`, async (c) => {
      const { caller } = readable(c)
      const { outcomes } = await loadRun(ctx, caller.workspaceId, c.req.param('id'))
      return c.body(writeCsv(outcomes), 200, { 'content-type': 'text/csv; charset=utf-8' })
    })
}

/**
 * The report carries its style and script in itself, so that it can be sent to somebody. Here it runs in a sandbox of its own:
 * whatever it might load or reach, it is not these pages.
 */
export const reportHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    scriptSrc: ["'unsafe-inline'"],
    sandbox: ['allow-scripts'],
    frameAncestors: ["'none'"],
  },
})

export const REPORT_PATH = `${EVALS_PATH}/:id/report.html`

function readable(c: PageContext<ConsoleEnv>) {
  const visit = c.get('visit')
  assertMay(visit, 'qa:read')
  return visit
}

async function showRuns(ctx: Context, c: PageContext<ConsoleEnv>, isRefused = false): Promise<Response> {
  const visit = readable(c)
  const body = drawRuns(visit, {
    runs: await listRuns(ctx, visit.caller.workspaceId, null, SHOWN),
    mayStart: hasScope(visit.scopes, 'qa:write'),
    hasProvider: ctx.config.provider !== null,
    isRefused,
  })
  return c.html(drawQuality(visit, 'evals', body), isRefused ? 422 : 200)
}

async function start(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const { caller, scopes } = c.get('visit')
  assertMay({ scopes }, 'qa:write')
  const form = await c.req.formData()
  const given = (name: string) => String(form.get(name) ?? '')
  try {
    const input = RunInput.parse({
      suites: form.getAll('suites'),
      cases: form.get('cases'),
      settings: {
        ...(given('tone') === '' ? {} : { tone: given('tone') }),
        ...(given('max_error') === '' ? {} : { max_error: Number(given('max_error')) }),
      },
      is_provider_asked: form.get('provider') === 'yes',
    })
    const { id } = await startRun(ctx, caller, input)
    return c.redirect(`${EVALS_PATH}/${id}`, 303)
  } catch (error) {
    const isExpected =
      error instanceof ZodError || (error instanceof AppError && error.code === 'not_configured')
    if (!isExpected) throw error
    return showRuns(ctx, c, true)
  }
}

async function showRun(ctx: Context, c: PageContext<ConsoleEnv>, compare: Compare): Promise<Response> {
  const id = c.req.param('id')!
  const visit = readable(c)
  const { workspaceId } = visit.caller
  const run = viewRun(await findRun(ctx.db, workspaceId, id))
  const isDone = run.state === 'done'
  const after = Number(c.req.query('after') ?? 0) || 0
  const filter = { after, limit: SHOWN + 1, isFailed: true }
  const [cases, others] = isDone
    ? await Promise.all([listRunCases(ctx, workspaceId, id, filter), listRuns(ctx, workspaceId, null, SHOWN)])
    : [[], []]
  const against = c.req.query('against') ?? (run.input.cases === 'own' ? 'none' : BASELINE_NAME)
  const isCompared = isDone && against !== 'none'
  const more =
    cases.length > SHOWN
      ? `${EVALS_PATH}/${id}?${new URLSearchParams({ against, after: String(cases[SHOWN - 1]!.position) })}`
      : null
  const body = drawRun(visit, {
    run,
    wrong: isDone ? await countFailed(ctx, workspaceId, id) : 0,
    comparison: isCompared ? await compare(workspaceId, against, id) : null,
    others: others.filter((other) => other.state === 'done' && other.id !== id),
    failures: drawFailures(visit, cases.slice(0, SHOWN), more),
  })
  return c.html(drawQuality(visit, 'evals', body))
}

async function showComparison(ctx: Context, c: PageContext<ConsoleEnv>, compare: Compare): Promise<Response> {
  const visit = readable(c)
  const { workspaceId } = visit.caller
  const [before, after] = [c.req.query('before') ?? '', c.req.query('after') ?? '']
  const find = async (id: string) => viewRun(await findRun(ctx.db, workspaceId, id))
  const comparison = await compare(workspaceId, before, after)
  const first = (change: (typeof CHANGED)[number]) =>
    listRunCases(ctx, workspaceId, after, {
      after: 0,
      limit: SHOWN,
      caseIds: comparison[change].slice(0, SHOWN),
    })
  const [broken, fixed, still_wrong] = await Promise.all(CHANGED.map(first))
  const body = drawComparison(visit, {
    before: await find(before),
    after: await find(after),
    comparison,
    cases: { broken: broken!, fixed: fixed!, still_wrong: still_wrong! },
  })
  return c.html(drawQuality(visit, 'evals', body))
}

import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { decodeText } from '../../domain/decode-text.ts'
import { ResourceId } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { CASE_KINDS, CaseKind } from '../../evals/case.ts'
import { listCases } from '../../evals/list-cases.ts'
import { writeCsv } from '../../evals/report/write-csv.ts'
import { SUITES } from '../../evals/suites.ts'
import { readCaseCsv, writeCaseCsv } from '../../evals/workspace/case-csv.ts'
import { caseFromThread, ThreadCaseInput } from '../../evals/workspace/case-from-thread.ts'
import { drawRunReport } from '../../evals/workspace/draw-run-report.ts'
import { CaseState, OwnCase, OwnCaseInput, viewCase } from '../../evals/workspace/own-case.ts'
import { decideCase, proposeCases } from '../../evals/workspace/propose-case.ts'
import { listOwnCases, readOwnCases } from '../../evals/workspace/read-own-cases.ts'
import {
  Comparison,
  compareRuns,
  findRun,
  listRunCases,
  listRuns,
  loadRun,
  Run,
  RunCase,
  RunInput,
  viewRun,
} from '../../evals/workspace/read-runs.ts'
import { startRun } from '../../evals/workspace/start-run.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, readNumberCursor, toPage } from '../page.ts'

const TAGS = ['evals']
const Params = z.object({ id: ResourceId })
const file = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
})

const Suite = z
  .object({
    name: z.string(),
    about: z.string(),
    kinds: z.array(CaseKind),
    shipped_cases: z.int(),
    metrics: z.array(z.object({ name: z.string(), title: z.string(), is_higher_better: z.boolean() })),
  })
  .meta({ id: 'EvalSuite' })

const suites = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/suites',
  tags: TAGS,
  summary: 'What can be run, and what it measures',
  responses: { 200: json('The suites', z.object({ data: z.array(Suite) })) },
})

const cases = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/cases',
  tags: TAGS,
  summary: "The workspace's own cases, newest first",
  request: { query: PageQuery.extend({ state: CaseState.optional() }) },
  responses: { 200: json('Cases', pageOf(OwnCase)) },
})

const createCase = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/evals/cases',
  tags: TAGS,
  summary: 'Propose a case; it counts once another member has approved it',
  request: { body: jsonBody(OwnCaseInput) },
  responses: { 201: json('The case', OwnCase), ...CONFLICT },
})

const fromThread = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/evals/cases/from-thread',
  tags: TAGS,
  summary: 'Propose a case made from a reviewed thread',
  description:
    'Personal data is replaced by placeholders that keep the kind. What is expected follows from approved drafts and corrections.',
  request: { body: jsonBody(ThreadCaseInput) },
  responses: { 201: json('The case', OwnCase), ...NOT_FOUND, ...CONFLICT },
})

const exportCases = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/cases.csv',
  tags: TAGS,
  summary: "The workspace's own cases as CSV, one row a message",
  responses: { 200: file('text/csv', 'The file') },
})

const importCases = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/evals/cases/import',
  tags: TAGS,
  summary: 'Propose the cases of such a CSV',
  description:
    'Columns: case, language, surface, family, from, text, category, entry (`none` where no entry answers), reply_owed, routes, says, never_says; several values are separated by `|`. Commas, semicolons or tabs separate columns. Rows of one case follow each other.',
  request: {
    body: {
      required: true,
      content: { 'text/csv': { schema: z.any().openapi({ type: 'string' }) } },
    },
  },
  responses: { 201: json('The cases', z.object({ data: z.array(OwnCase) })), ...CONFLICT },
})

const decide = (verb: 'approve' | 'reject', summary: string) =>
  defineRoute('qa:write', {
    method: 'post',
    path: `/v1/evals/cases/{id}/${verb}` as const,
    tags: TAGS,
    summary,
    request: { params: Params },
    responses: { 200: json('The case', OwnCase), ...NOT_FOUND, ...CONFLICT },
  })
const approve = decide('approve', "Let somebody else's case count")
const reject = decide('reject', "Reject somebody else's case")

const createRun = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/evals/runs',
  tags: TAGS,
  summary: 'Run suites in the background, under draft settings if you like',
  request: { body: jsonBody(RunInput) },
  responses: { 202: json('The run, which goes on in the background', Run) },
})

const runs = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs',
  tags: TAGS,
  summary: 'Runs, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Runs', pageOf(Run)) },
})

const getRun = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs/{id}',
  tags: TAGS,
  summary: 'A run with its progress and its numbers',
  request: { params: Params },
  responses: { 200: json('The run', Run), ...NOT_FOUND },
})

const runCases = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs/{id}/cases',
  tags: TAGS,
  summary: 'What became of each case of a run',
  request: {
    params: Params,
    query: PageQuery.extend({
      failed: z.enum(['true']).optional().describe('Only cases of which something went wrong'),
    }),
  },
  responses: { 200: json('Cases', pageOf(RunCase)), ...NOT_FOUND },
})

const report = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs/{id}/report.html',
  tags: TAGS,
  summary: 'A finished run as one page',
  request: {
    params: Params,
    query: z.object({
      against: ResourceId.optional().describe('Another run, or `baseline`, to be compared with'),
    }),
  },
  responses: { 200: file('text/html', 'The page'), ...NOT_FOUND, ...CONFLICT },
})

const csv = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs/{id}/cases.csv',
  tags: TAGS,
  summary: 'A finished run as CSV, one row a case',
  request: { params: Params },
  responses: { 200: file('text/csv', 'The file'), ...NOT_FOUND, ...CONFLICT },
})

const compare = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/evals/runs/{a}/compare/{b}',
  tags: TAGS,
  summary: 'Two finished runs: cases fixed, broken and still wrong, and what changed beyond chance',
  request: { params: z.object({ a: ResourceId, b: ResourceId }) },
  responses: { 200: json('The comparison', Comparison), ...NOT_FOUND, ...CONFLICT },
})

const CSV_HEADERS = { 'content-type': 'text/csv; charset=utf-8' }

export function evalRoutes(ctx: Context) {
  return newRoutes().route('/', caseRoutes(ctx)).route('/', runRoutes(ctx))
}

function caseRoutes(ctx: Context) {
  return newRoutes()
    .openapi(suites, (c) => c.json({ data: viewSuites() }, 200))
    .openapi(cases, async (c) => {
      const { limit, cursor, state } = c.req.valid('query')
      const filter = { state: state ?? null, before: readCursor(cursor), limit: limit + 1 }
      const rows = await listOwnCases(ctx, c.get('caller').workspaceId, filter)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(createCase, async (c) => {
      const [made] = await proposeCases(ctx, c.get('caller'), [c.req.valid('json')])
      return c.json(made!, 201)
    })
    .openapi(fromThread, async (c) =>
      c.json(await caseFromThread(ctx, c.get('caller'), c.req.valid('json')), 201),
    )
    .openapi(exportCases, async (c) => {
      const rows = await readOwnCases(ctx, c.get('caller').workspaceId)
      return c.body(writeCaseCsv(rows.map(viewCase)), 200, CSV_HEADERS)
    })
    .openapi(importCases, async (c) => {
      if (!c.req.header('content-type')?.startsWith('text/csv'))
        throw new AppError('unsupported_media_type', 'Send text/csv')
      const inputs = readCaseCsv(decodeText(await c.req.arrayBuffer()))
      return c.json({ data: await proposeCases(ctx, c.get('caller'), inputs) }, 201)
    })
    .openapi(approve, async (c) =>
      c.json(await decideCase(ctx, c.get('caller'), c.req.valid('param').id, 'approved'), 200),
    )
    .openapi(reject, async (c) =>
      c.json(await decideCase(ctx, c.get('caller'), c.req.valid('param').id, 'rejected'), 200),
    )
}

function viewSuites(): z.infer<typeof Suite>[] {
  const counts = new Map(CASE_KINDS.map((kind) => [kind, listCases([kind]).length]))
  return SUITES.map(({ name, about, kinds, metrics }) => ({
    name,
    about,
    kinds: [...kinds],
    shipped_cases: kinds.reduce((sum, kind) => sum + counts.get(kind)!, 0),
    metrics: metrics.map((metric) => ({
      name: metric.name,
      title: metric.title,
      is_higher_better: metric.isHigherBetter,
    })),
  }))
}

function runRoutes(ctx: Context) {
  return newRoutes()
    .openapi(createRun, async (c) => {
      const run = await startRun(ctx, c.get('caller'), c.req.valid('json'))
      return c.json(run, 202, { location: `/v1/evals/runs/${run.id}` })
    })
    .openapi(runs, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listRuns(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(getRun, async (c) =>
      c.json(viewRun(await findRun(ctx.db, c.get('caller').workspaceId, c.req.valid('param').id)), 200),
    )
    .openapi(runCases, async (c) => {
      const { limit, cursor, failed } = c.req.valid('query')
      const after = readNumberCursor(cursor) ?? 0
      const { workspaceId } = c.get('caller')
      const filter = { after, limit: limit + 1, isFailed: failed === 'true' }
      const rows = await listRunCases(ctx, workspaceId, c.req.valid('param').id, filter)
      return c.json(
        toPage(rows, limit, (row) => String(row.position)),
        200,
      )
    })
    .openapi(report, async (c) =>
      c.html(
        await drawRunReport(
          ctx,
          c.get('caller').workspaceId,
          c.req.valid('param').id,
          c.req.valid('query').against ?? null,
        ),
        200,
      ),
    )
    .openapi(csv, async (c) => {
      const { outcomes } = await loadRun(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      return c.body(writeCsv(outcomes), 200, CSV_HEADERS)
    })
    .openapi(compare, async (c) => {
      const { a, b } = c.req.valid('param')
      return c.json(await compareRuns(ctx, c.get('caller').workspaceId, a, b), 200)
    })
}

import { z } from '@hono/zod-openapi'
import { type Confidence, readConfidence, readRisk } from '../../confidence/read-confidence.ts'
import type { Context } from '../../context.ts'
import { ConfidenceView } from '../../domain/confidence.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import { defineRoute, json, newRoutes } from '../define-route.ts'

const get = defineRoute('workspaces:read', {
  method: 'get',
  path: '/v1/confidence',
  tags: ['access'],
  summary: 'From which confidence on drafts go out by themselves, and what that rests on',
  description:
    "The threshold keeps the share of wrong automatic answers at most at `risk`, with 95% confidence. This workspace's own reviewed drafts set it where they are enough to show that; otherwise the cases that the models came with do.",
  request: {
    query: z.object({
      risk: z.coerce
        .number()
        .min(0.01)
        .max(0.2)
        .optional()
        .describe('Another risk than the one set, to see what it would cost'),
    }),
  },
  responses: { 200: json('The threshold with its cases', ConfidenceView) },
})

export function confidenceRoutes(ctx: Context) {
  return newRoutes().openapi(get, async (c) => {
    const { risk } = c.req.valid('query')
    const { workspaceId } = c.get('caller')
    const chosen = risk ?? (await readRisk(ctx.db, workspaceId))
    const found = await readConfidence(await forWorkspace(ctx, workspaceId), workspaceId, chosen)
    return c.json(view(found, ctx.models.ranker.risks), 200)
  })
}

function view(found: Confidence, risks: Context['models']['ranker']['risks']): ConfidenceView {
  const { risk, threshold, source, own, cases } = found
  return { risk, threshold, source, own: own && viewOwn(own, cases), shipped: [...risks] }
}

function viewOwn(own: NonNullable<Confidence['own']>, cases: number): NonNullable<ConfidenceView['own']> {
  if (own.ok) {
    const { threshold, answered, wrong, bound } = own
    const coverage = answered / cases
    return { cases, status: 'sets_threshold', missing: 0, threshold, answered, wrong, bound, coverage }
  }
  const nothing = { threshold: null, answered: null, wrong: null, bound: null, coverage: null }
  return { cases, status: own.reason, missing: own.missing, ...nothing }
}

import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { Assessment, ClassifyItem } from '../../domain/assessment.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import { readPolicy } from '../../moderation/read-policy.ts'
import { assessTexts } from '../../pipeline/assess-text.ts'
import { defineRoute, json, jsonBody, newRoutes } from '../define-route.ts'

const classify = defineRoute('classify', {
  method: 'post',
  path: '/v1/classify',
  tags: ['classify'],
  summary: 'Say what texts are, storing nothing',
  description: "`faq` looks at the workspace's knowledge and never fires without entries.",
  request: { body: jsonBody(z.object({ items: z.array(ClassifyItem).min(1).max(256) })) },
  responses: { 200: json('One assessment an item, in order', z.object({ data: z.array(Assessment) })) },
})

export function classifyRoutes(ctx: Context) {
  return newRoutes().openapi(classify, async (c) => {
    const { workspaceId } = c.get('caller')
    const policy = await readPolicy(ctx.db, workspaceId)
    const inputs = c.req.valid('json').items.map((item) => ({
      text: item.text,
      surface: item.surface,
      languageHint: item.language ?? null,
      before: [],
    }))
    const assessed = await assessTexts(await forWorkspace(ctx, workspaceId), workspaceId, policy, inputs)
    return c.json({ data: assessed.map((item) => item.assessment) }, 200)
  })
}

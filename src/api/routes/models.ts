import type { Context } from '../../context.ts'
import { ModelChoices, readModelChoices } from '../../inference/read-model-choices.ts'
import { defineRoute, json, newRoutes } from '../define-route.ts'

const get = defineRoute('workspaces:read', {
  method: 'get',
  path: '/v1/models',
  tags: ['access'],
  summary: 'Which models answer the workspace, and which it may choose',
  description: "Chosen by `embedder`, `classifier` and `drafter` of the workspace's settings.",
  responses: { 200: json('The models by what they do', ModelChoices) },
})

export function modelRoutes(ctx: Context) {
  return newRoutes().openapi(get, async (c) =>
    c.json(await readModelChoices(ctx, c.get('caller').workspaceId), 200),
  )
}

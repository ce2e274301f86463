import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import { getPolicy } from '../../moderation/read-policies.ts'
import { ModeratedText, moderateTexts, TextToModerate } from '../../pipeline/moderate-texts.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'

const moderate = defineRoute('classify', {
  method: 'post',
  path: '/v1/moderate',
  tags: ['moderation'],
  summary: 'Say what would happen to a text, storing nothing',
  description:
    'By the policy that holds now, or by another version: a dry run. Signals that need a sender or a past are not examined.',
  request: {
    body: jsonBody(
      TextToModerate.extend({
        policy_id: ResourceId.default('active').describe(
          'A version of the policy; `active` for the one that holds',
        ),
      }),
    ),
  },
  responses: { 200: json('What the policy says, and why', ModeratedText), ...NOT_FOUND },
})

export function moderateRoutes(ctx: Context) {
  return newRoutes().openapi(moderate, async (c) => {
    const { workspaceId } = c.get('caller')
    const { policy_id, ...item } = c.req.valid('json')
    const { version, document } = await getPolicy(ctx, workspaceId, policy_id)
    const [moderated] = await moderateTexts(ctx, workspaceId, { version, document }, [item])
    return c.json(moderated!, 200)
  })
}

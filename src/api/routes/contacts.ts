import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import { Contact, ContactChange, changeContact, getContact } from '../../inbox/change-contact.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'

const Params = z.object({ id: ResourceId })

const get = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/contacts/{id}',
  tags: ['contacts'],
  summary: 'Read a contact',
  request: { params: Params },
  responses: { 200: json('The contact', Contact), ...NOT_FOUND },
})

const patch = defineRoute('threads:write', {
  method: 'patch',
  path: '/v1/contacts/{id}',
  tags: ['contacts'],
  summary: 'Mark a known customer, block or unblock',
  request: { params: Params, body: jsonBody(ContactChange) },
  responses: { 200: json('The changed contact', Contact), ...NOT_FOUND },
})

export function contactRoutes(ctx: Context) {
  return newRoutes()
    .openapi(get, async (c) => {
      return c.json(await getContact(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200)
    })
    .openapi(patch, async (c) => {
      const change = c.req.valid('json')
      return c.json(await changeContact(ctx, c.get('caller'), c.req.valid('param').id, change), 200)
    })
}

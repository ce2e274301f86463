import { z } from '@hono/zod-openapi'
import { listConsents, readConsentState } from '../../consents/read-consents.ts'
import { recordConsent } from '../../consents/record-consent.ts'
import type { Context } from '../../context.ts'
import { Consent, ConsentInput, ConsentState } from '../../domain/consent.ts'
import { ResourceId } from '../../domain/text.ts'
import { Contact, ContactChange, changeContact, getContact } from '../../inbox/change-contact.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

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

const consents = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/contacts/{id}/consents',
  tags: ['contacts'],
  summary: 'What a contact said about being written to, newest first',
  request: { params: Params, query: PageQuery },
  responses: {
    200: json(
      'Entries of the ledger, and what they come to',
      pageOf(Consent).extend({ state: ConsentState }),
    ),
    ...NOT_FOUND,
  },
})

const record = defineRoute('threads:write', {
  method: 'post',
  path: '/v1/contacts/{id}/consents',
  tags: ['contacts'],
  summary: 'Record what a contact agreed or objected to elsewhere',
  description:
    'Entries are only added. After a revocation for `all` nothing is sent to the contact; words in messages (SAIR, BAJA, STOP) are recorded by Recado itself.',
  request: { params: Params, body: jsonBody(ConsentInput) },
  responses: { 201: json('The entry', Consent), ...NOT_FOUND },
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
    .openapi(consents, async (c) => {
      const { workspaceId } = c.get('caller')
      const { id } = c.req.valid('param')
      const { limit, cursor } = c.req.valid('query')
      const rows = await listConsents(ctx, workspaceId, id, readCursor(cursor), limit + 1)
      const state = await readConsentState(ctx, workspaceId, id)
      return c.json({ ...toPage(rows, limit, (row) => row.id), state }, 200)
    })
    .openapi(record, async (c) => {
      return c.json(
        await recordConsent(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json')),
        201,
      )
    })
}

import { z } from '@hono/zod-openapi'
import { listConsents, readConsentState } from '../../consents/read-consents.ts'
import { recordConsent } from '../../consents/record-consent.ts'
import type { Context } from '../../context.ts'
import { Consent, ConsentInput, ConsentState } from '../../domain/consent.ts'
import { ExternalId, ResourceId } from '../../domain/text.ts'
import {
  Contact,
  ContactChange,
  changeContact,
  getContact,
  listContacts,
} from '../../inbox/change-contact.ts'
import { mergeContacts, unmergeContact } from '../../inbox/merge-contacts.ts'
import { ContactIdentities, resolveContact } from '../../inbox/resolve-contact.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const Other = z.strictObject({ contact_id: ResourceId.describe('The other contact') })

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
  request: { params: Params, headers: IfMatch, body: jsonBody(ContactChange) },
  responses: { 200: json('The changed contact', Contact), ...NOT_FOUND, ...STALE },
})

const list = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/contacts',
  tags: ['contacts'],
  summary: 'Contacts in the order in which they were made',
  request: { query: PageQuery.extend({ channel: ExternalId.optional() }) },
  responses: { 200: json('Contacts', pageOf(Contact)) },
})

const resolve = defineRoute('contacts:write', {
  method: 'post',
  path: '/v1/contacts/resolve',
  tags: ['contacts'],
  summary: 'Find a contact by any of its identities, or make it',
  request: { body: jsonBody(ContactIdentities) },
  responses: {
    200: json('The contact, known already', Contact),
    201: json('The contact, made now', Contact),
    ...CONFLICT,
  },
})

const merge = defineRoute('contacts:write', {
  method: 'post',
  path: '/v1/contacts/{id}/merge',
  tags: ['contacts'],
  summary: 'Say that another contact is the same person; nothing is moved, so that it can be undone',
  request: { params: Params, headers: IfMatch, body: jsonBody(Other) },
  responses: { 200: json('The person', Contact), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const unmerge = defineRoute('contacts:write', {
  method: 'post',
  path: '/v1/contacts/{id}/unmerge',
  tags: ['contacts'],
  summary: 'Take a merge back: each is again who they were',
  request: { params: Params, headers: IfMatch, body: jsonBody(Other) },
  responses: { 200: json('The other contact', Contact), ...NOT_FOUND, ...CONFLICT, ...STALE },
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
    .openapi(list, async (c) => {
      const { limit, cursor, channel } = c.req.valid('query')
      const filter = { channel: channel ?? null, after: readCursor(cursor), limit: limit + 1 }
      const rows = await listContacts(ctx, c.get('caller').workspaceId, filter)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(resolve, async (c) => {
      const { contact, isNew } = await resolveContact(ctx, c.get('caller'), c.req.valid('json'))
      c.header('etag', entityTag(contact.revision))
      return c.json(contact, isNew ? 201 : 200)
    })
    .openapi(merge, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { contact_id } = c.req.valid('json')
      const { id } = c.req.valid('param')
      const contact = await mergeContacts(ctx, c.get('caller'), id, contact_id, revision)
      c.header('etag', entityTag(contact.revision))
      return c.json(contact, 200)
    })
    .openapi(unmerge, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { contact_id } = c.req.valid('json')
      const { id } = c.req.valid('param')
      const contact = await unmergeContact(ctx, c.get('caller'), id, contact_id, revision)
      c.header('etag', entityTag(contact.revision))
      return c.json(contact, 200)
    })
    .openapi(get, async (c) => {
      const contact = await getContact(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(contact.revision))
      return c.json(contact, 200)
    })
    .openapi(patch, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const contact = await changeContact(ctx, c.get('caller'), id, revision, c.req.valid('json'))
      c.header('etag', entityTag(contact.revision))
      return c.json(contact, 200)
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

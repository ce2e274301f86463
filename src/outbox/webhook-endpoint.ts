import { z } from 'zod'
import type { webhookEndpoints } from '../db/schema.ts'
import { EventType } from '../domain/event.ts'
import { textField } from '../domain/text.ts'

export type EndpointRow = typeof webhookEndpoints.$inferSelect

const Events = z.array(EventType).max(100).describe('Event types to send; empty for all')
const Url = textField(1, 2048).describe('http or https, without credentials')

export const EndpointInput = z
  .object({ url: Url, events: Events.default([]) })
  .meta({ id: 'WebhookEndpointInput' })
export type EndpointInput = z.infer<typeof EndpointInput>

export const EndpointChange = z
  .object({ url: Url, events: Events, is_enabled: z.boolean() })
  .partial()
  .meta({ id: 'WebhookEndpointChange' })
export type EndpointChange = z.infer<typeof EndpointChange>

export const WebhookEndpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(EventType),
    is_enabled: z.boolean(),
    disabled_reason: z
      .string()
      .nullable()
      .describe('`gone` where the receiver answered 410; null where a person switched it off'),
    previous_secret_until: z.iso
      .datetime()
      .nullable()
      .describe('Until when the secret before the last rotation signs too'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookEndpoint' })
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>

/** An endpoint as the API shows it, without its secret. */
export function viewEndpoint(row: EndpointRow, now: Date): WebhookEndpoint {
  const until = row.previous_secret_until
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    is_enabled: row.is_enabled,
    disabled_reason: row.disabled_reason,
    previous_secret_until: until !== null && until > now ? until.toISOString() : null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

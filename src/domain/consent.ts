import { z } from 'zod'
import { Instant } from './instant.ts'
import { textField } from './text.ts'

/** all: anything at all, so that a contact who takes it back is left alone; marketing: broadcasts. */
export const ConsentPurpose = z.enum(['all', 'marketing'])
export type ConsentPurpose = z.infer<typeof ConsentPurpose>

export const ConsentStatus = z.enum(['granted', 'revoked'])
export type ConsentStatus = z.infer<typeof ConsentStatus>

/** Where a consent comes from: the contact's own word in a message, or something that a person or a system saw. */
export const ConsentSource = z.enum(['message', 'web_form', 'phone', 'in_person', 'import', 'other'])
export type ConsentSource = z.infer<typeof ConsentSource>

/** What somebody records who saw a contact agree or object elsewhere. */
export const ConsentInput = z
  .strictObject({
    purpose: ConsentPurpose,
    status: ConsentStatus,
    source: ConsentSource.exclude(['message']),
    text: textField(1, 1000).describe('What the contact agreed or objected to, word for word'),
    at: Instant.optional().describe('When; now where it is left out'),
  })
  .meta({ id: 'ConsentInput' })
export type ConsentInput = z.infer<typeof ConsentInput>

/** An entry of the consent ledger; entries are only added. */
export const Consent = z
  .object({
    id: z.string(),
    contact_id: z.string(),
    channel_id: z.string().describe('Where it was said; it holds for the contact everywhere'),
    purpose: ConsentPurpose,
    status: ConsentStatus,
    source: ConsentSource,
    message_id: z.string().nullable(),
    text: z.string().nullable(),
    recorded_by: z.string(),
    at: z.iso.datetime(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Consent' })
export type Consent = z.infer<typeof Consent>

/** What the ledger comes to. */
export const ConsentState = z
  .object({
    opted_out_at: z.iso
      .datetime()
      .nullable()
      .describe('Since when nothing is sent; null while something may'),
    may_get_marketing: z
      .boolean()
      .describe('Agreed to broadcasts, and took it back neither there nor altogether'),
  })
  .meta({ id: 'ConsentState' })
export type ConsentState = z.infer<typeof ConsentState>

import { z } from 'zod'
import { Surface } from './assessment.ts'
import { Instant } from './instant.ts'
import { ExternalId, textField } from './text.ts'

export const CHANNEL_KINDS = [
  'whatsapp',
  'instagram',
  'facebook',
  'messenger',
  'email',
  'web',
  'other',
] as const
export const ChannelKind = z.enum(CHANNEL_KINDS)
export type ChannelKind = z.infer<typeof ChannelKind>

/** off decides nothing; shadow decides and sends nothing; draft sends to review; auto sends what the decision trusts. */
export const ChannelMode = z.enum(['off', 'shadow', 'draft', 'auto'])
export type ChannelMode = z.infer<typeof ChannelMode>

export const Direction = z.enum(['inbound', 'outbound'])
export type Direction = z.infer<typeof Direction>

/** live is decided and may be answered; backfill and stale messages are kept for the record only. */
export const Disposition = z.enum(['live', 'backfill', 'stale'])
export type Disposition = z.infer<typeof Disposition>

export const Attachment = z.object({
  kind: z
    .enum(['image', 'video', 'audio', 'document', 'sticker', 'location', 'contact', 'other'])
    .default('other'),
  url: z.string().max(2048).optional(),
  mime_type: z.string().max(255).optional(),
  name: textField(0, 255).optional(),
})
export type Attachment = z.infer<typeof Attachment>

/** One DM or comment as a platform hands it over. Thread and contact are unique within the channel. */
export const MessageInput = z
  .object({
    external_id: ExternalId,
    channel: z.object({ id: ExternalId, kind: ChannelKind }),
    surface: Surface,
    thread: z.object({ external_id: ExternalId }),
    contact: z.object({ external_id: ExternalId, name: textField(0, 255).optional() }),
    text: textField(0, 10_000),
    sent_at: Instant.optional(),
    direction: Direction.default('inbound'),
    in_reply_to: z
      .object({ external_id: ExternalId })
      .optional()
      .describe(
        'The message that an outbound one answers, as the platform tells it (`parent_id` of a comment). Under a post a reply answers its author alone; without it, `contact`',
      ),
    backfill: z.boolean().default(false).describe('An old message that is synced: stored, never answered'),
    attachments: z.array(Attachment).max(20).default([]),
  })
  .refine((message) => message.text.trim() !== '' || message.attachments.length > 0, {
    path: ['text'],
    message: 'A message needs a text or at least one attachment',
  })
  .meta({ id: 'MessageInput' })
export type MessageInput = z.infer<typeof MessageInput>

export const MessageAccepted = z
  .object({
    message_id: z.string(),
    thread_id: z.string(),
    status: z
      .enum(['accepted', 'duplicate', 'stored'])
      .describe('stored: kept for the record, no reply will follow'),
  })
  .meta({ id: 'MessageAccepted' })
export type MessageAccepted = z.infer<typeof MessageAccepted>

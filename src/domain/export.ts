import { z } from 'zod'
import { Instant } from './instant.ts'
import { ExternalId, trimmedField } from './text.ts'

export const ExportKind = z.enum(['threads', 'contacts', 'messages'])
export type ExportKind = z.infer<typeof ExportKind>

export const ExportState = z
  .enum(['requested', 'approved', 'rejected', 'expired'])
  .describe('A request expires after a week without an answer, an approved export a day after its approval')
export type ExportState = z.infer<typeof ExportState>

/** What somebody asks to take out, and why. */
export const ExportDocument = z
  .strictObject({
    kind: ExportKind,
    format: z.enum(['csv', 'jsonl']).default('csv'),
    personal_data: z
      .enum(['masked', 'shown'])
      .default('masked')
      .describe('`shown` as it was written; takes the scope `personal_data:read`'),
    with_archived: z
      .boolean()
      .default(false)
      .describe('Also what is older than the active period; takes the scope `privacy:read`'),
    channel: ExternalId.optional(),
    from: Instant.optional().describe('By when it was made or received'),
    until: Instant.optional().describe('Exclusive'),
    purpose: trimmedField(3, 500).describe('Why it has to leave; no personal data'),
  })
  .meta({ id: 'ExportDocument' })
export type ExportDocument = z.infer<typeof ExportDocument>

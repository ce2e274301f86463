import { z } from 'zod'
import { textField } from './text.ts'
import { TimeZone } from './time-zone.ts'

export const WorkspaceSettingsInput = z
  .object({
    tone: z.enum(['friendly', 'neutral', 'formal']).describe('How drafts address the customer'),
    greeting: textField(1, 200)
      .nullable()
      .describe("Words before an answer; null for each language's built-in ones"),
    help_text: textField(1, 2000).nullable().describe('Shown to people when somebody may be in danger'),
    time_zone: TimeZone,
    stop_everything: z.boolean().describe('Stops every automatic reply at once'),
  })
  .partial()
  .meta({ id: 'WorkspaceSettings' })
export type WorkspaceSettingsInput = z.infer<typeof WorkspaceSettingsInput>

export const Workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: WorkspaceSettingsInput.required(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof Workspace>

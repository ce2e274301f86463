import { z } from 'zod'
import { ChannelKind, ChannelMode } from './message.ts'
import { textField } from './text.ts'

const DAY_S = 86_400

const ChannelFields = z.object({
  kind: ChannelKind,
  mode: ChannelMode.optional(),
  settle_ms: z
    .int()
    .min(0)
    .max(60_000)
    .optional()
    .describe('How long a burst may go quiet before it is decided'),
  stale_after_s: z
    .int()
    .min(1)
    .max(30 * DAY_S)
    .optional()
    .describe('Older messages are stored without a reply'),
})
export type ChannelFields = z.infer<typeof ChannelFields>

export const ChannelInput = ChannelFields.extend({
  override: z
    .object({ reason: textField(1, 1000) })
    .optional()
    .describe(
      'Lets the channel go to `auto` before its gate is met; needs `channels:override` and is audited',
    ),
}).meta({ id: 'ChannelInput' })
export type ChannelInput = z.infer<typeof ChannelInput>

export const Channel = z
  .object({
    id: z.string().describe("The platform's own id"),
    kind: ChannelKind,
    mode: ChannelMode,
    settle_ms: z.int(),
    stale_after_s: z.int(),
    auto_threshold: z
      .number()
      .nullable()
      .describe(
        "From this confidence on drafts go out by themselves here, unless the workspace's threshold is higher; null where no gate set one",
      ),
    auto_since: z.iso.datetime().nullable().describe('Since when it answers by itself'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Channel' })
export type Channel = z.infer<typeof Channel>

/** What a channel starts with. */
export const CHANNEL_DEFAULTS = { mode: 'draft', settle_ms: 2000, stale_after_s: DAY_S } as const

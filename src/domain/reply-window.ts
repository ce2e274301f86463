import type { ChannelKind } from './message.ts'

const DAY_MS = 86_400_000

/** Channels where free text may be sent only so long after the customer's last message, in milliseconds. */
const WINDOW_MS: Partial<Record<ChannelKind, number>> = {
  whatsapp: DAY_MS,
  instagram: DAY_MS,
  messenger: DAY_MS,
}

/** Until when a reply may be sent as free text; null where the channel sets no limit or nobody has written. */
export function replyWindowEnd(kind: ChannelKind, lastInboundAt: Date | null): Date | null {
  const length = WINDOW_MS[kind]
  return length === undefined || lastInboundAt === null ? null : new Date(lastInboundAt.getTime() + length)
}

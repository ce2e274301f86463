import type { Caller } from '../domain/actor.ts'
import { MessageInput } from '../domain/message.ts'
import { acceptMessage, type InboxContext } from '../inbox/accept-message.ts'
import { writeChannel } from '../inbox/write-channel.ts'
import { pickMessages, readShopMessages } from './pick-messages.ts'

const CHANNEL = 'exemplo'
/** Of the shop's messages every n-th, and of those that were not written for it. */
const EVERY = { shop: 5, foreign: 8 }
const NAMES = ['Ana', 'Beto', 'Camila', 'Diego', 'Elisa', 'Fábio', 'Gabriela', 'Hugo', 'Iara', 'Jonas']

/** Sends the demo shop's example messages, so that every page has something to show. Sent again, they change nothing. */
export async function playExamples(ctx: InboxContext, caller: Caller): Promise<number> {
  await writeChannel(ctx, caller, CHANNEL, { kind: 'instagram', mode: 'draft', settle_ms: 0 })
  const messages = [
    ...readShopMessages().filter((_, i) => i % EVERY.shop === 0),
    ...pickMessages(null).messages.filter((_, i) => i % EVERY.foreign === 0),
  ]
  for (const [i, { text, surface }] of messages.entries()) {
    const id = `exemplo-${i}`
    const input = MessageInput.parse({
      external_id: id,
      channel: { id: CHANNEL, kind: 'instagram' },
      surface,
      thread: { external_id: id },
      contact: { external_id: id, name: NAMES[i % NAMES.length] },
      text,
    })
    await acceptMessage(ctx, caller, input)
  }
  return messages.length
}

import type { z } from 'zod'
import type { Caller } from '../domain/actor.ts'
import { MessageInput } from '../domain/message.ts'
import { acceptMessage, type InboxContext } from '../inbox/accept-message.ts'
import { writeChannel } from '../inbox/write-channel.ts'
import { pickMessages, readShopMessages } from './pick-messages.ts'
import { UNANSWERED } from './unanswered.ts'

const CHANNEL = 'exemplo'
/** Of the shop's messages every n-th, and of those that were not written for it. */
const EVERY = { shop: 5, foreign: 8 }
const NAMES = ['Ana', 'Beto', 'Camila', 'Diego', 'Elisa', 'Fábio', 'Gabriela', 'Hugo', 'Iara', 'Jonas']

type Said = Pick<z.input<typeof MessageInput>, 'text' | 'surface' | 'direction'>

/** Sends the demo shop's example messages, so that every page has something to show. Sent again, they change nothing. */
export async function playExamples(ctx: InboxContext, caller: Caller): Promise<number> {
  await writeChannel(ctx, caller, CHANNEL, { kind: 'instagram', mode: 'draft', settle_ms: 0 })
  const messages = [
    ...readShopMessages().filter((_, i) => i % EVERY.shop === 0),
    ...pickMessages(null).messages.filter((_, i) => i % EVERY.foreign === 0),
  ]
  for (const [i, { text, surface }] of messages.entries()) await send(`exemplo-${i}`, i, { text, surface })
  // Asked by several and answered by nothing: a gap, and the entry that a person's reply proposes for it.
  const unanswered = Object.entries(UNANSWERED)
  for (const [i, [text, reply]] of unanswered.entries()) {
    await send(`exemplo-falta-${i}`, i, { text, surface: 'dm' })
    if (reply !== null)
      await send(`exemplo-falta-${i}`, i, { text: reply, surface: 'dm', direction: 'outbound' })
  }
  return messages.length + unanswered.length

  async function send(thread: string, person: number, said: Said) {
    const input = MessageInput.parse({
      external_id: `${thread}${said.direction === 'outbound' ? '-resposta' : ''}`,
      channel: { id: CHANNEL, kind: 'instagram' },
      thread: { external_id: thread },
      contact: { external_id: thread, name: NAMES[person % NAMES.length] },
      ...said,
    })
    await acceptMessage(ctx, caller, input)
  }
}

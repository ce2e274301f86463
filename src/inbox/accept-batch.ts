import { z } from 'zod'
import type { Caller } from '../domain/actor.ts'
import { MessageAccepted, MessageInput } from '../domain/message.ts'
import { acceptMessage, type InboxContext } from './accept-message.ts'

const Refused = z.object({
  status: z.literal('invalid'),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
})

/** What became of one item of a batch. */
export const BatchItem = z.union([MessageAccepted, Refused]).meta({ id: 'BatchItem' })
export type BatchItem = z.infer<typeof BatchItem>

/** Accepts messages one by one, in order; a bad one is refused by itself and stops nothing. */
export async function acceptBatch(
  ctx: InboxContext,
  caller: Caller,
  items: readonly unknown[],
): Promise<BatchItem[]> {
  const answers: BatchItem[] = []
  for (const [index, item] of items.entries()) {
    const parsed = MessageInput.safeParse(item)
    if (parsed.success) {
      answers.push(await acceptMessage(ctx, caller, parsed.data))
      continue
    }
    const errors = parsed.error.issues.map((issue) => ({
      pointer: `/messages/${index}${issue.path.map((part) => `/${String(part)}`).join('')}`,
      detail: issue.message,
    }))
    answers.push({ status: 'invalid', errors })
  }
  return answers
}

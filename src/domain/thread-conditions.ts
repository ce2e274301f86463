import { z } from 'zod'
import { Surface } from './assessment.ts'
import { Priority } from './decision.ts'
import { ExternalId, trimmedField } from './text.ts'

/** What a thread must be for a policy to apply; what is left out does not matter. */
export const ThreadConditions = z
  .object({
    priorities: z.array(Priority).min(1).optional(),
    channel_ids: z.array(ExternalId).min(1).max(100).optional(),
    surfaces: z.array(Surface).min(1).optional(),
    labels: z.array(trimmedField(1, 50)).min(1).max(50).optional().describe('At least one of them'),
    contact_attributes: z
      .record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean()]))
      .optional()
      .describe("Each must be the contact's own, for instance `vip: true`"),
  })
  .meta({ id: 'ThreadConditions' })
export type ThreadConditions = z.infer<typeof ThreadConditions>

/** What conditions look at. */
export interface ThreadFacts {
  readonly priority: Priority
  readonly channel_id: string
  readonly surface: Surface
  readonly labels: readonly string[]
  readonly contact_attributes: Readonly<Record<string, unknown>>
}

/** Whether a thread is what the conditions ask for. */
export function meetsConditions(thread: ThreadFacts, conditions: ThreadConditions): boolean {
  const { priorities, channel_ids, surfaces, labels, contact_attributes } = conditions
  return (
    (priorities?.includes(thread.priority) ?? true) &&
    (channel_ids?.includes(thread.channel_id) ?? true) &&
    (surfaces?.includes(thread.surface) ?? true) &&
    (labels?.some((label) => thread.labels.includes(label)) ?? true) &&
    Object.entries(contact_attributes ?? {}).every(
      ([name, value]) => thread.contact_attributes[name] === value,
    )
  )
}

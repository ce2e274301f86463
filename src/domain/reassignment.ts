import { z } from 'zod'
import { Priority } from './decision.ts'
import { LanguageTag } from './language.ts'
import { ExternalId, ResourceId, trimmedField } from './text.ts'
import { ThreadStatus } from './thread.ts'

export const MOST_REASSIGNED = 500

/** Open threads for which all that is given holds. */
export const ReassignFilter = z
  .strictObject({
    status: ThreadStatus.exclude(['resolved']),
    queue_id: ResourceId,
    held_by: ResourceId,
    label: trimmedField(1, 100),
    priority: Priority,
    channel_id: ExternalId,
    language: LanguageTag,
  })
  .partial()
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), 'must ask something')
export type ReassignFilter = z.infer<typeof ReassignFilter>

const receivers = z
  .union([z.strictObject({ member_id: ResourceId }), z.strictObject({ queue_id: ResourceId })])
  .describe('A member, who then holds them, or a queue')
const force = z
  .boolean()
  .default(false)
  .describe('Takes them from whoever holds them, and beyond what the member can hold; needs threads:force')

export const ReassignInput = z
  .union([
    z.strictObject({ thread_ids: z.array(ResourceId).min(1).max(MOST_REASSIGNED), to: receivers, force }),
    z.strictObject({
      filter: ReassignFilter,
      limit: z.int().min(1).max(MOST_REASSIGNED).default(MOST_REASSIGNED),
      to: receivers,
      force,
    }),
  ])
  .meta({ id: 'ReassignInput' })
export type ReassignInput = z.infer<typeof ReassignInput>

/** held: somebody else holds it. full: the member holds as many as they can. */
export const ReassignResult = z.enum(['reassigned', 'unchanged', 'held', 'full', 'resolved', 'not_found'])
export type ReassignResult = z.infer<typeof ReassignResult>

export const Reassigned = z
  .object({
    reassigned: z.int().describe('How many went to the receiver'),
    data: z.array(z.object({ thread_id: z.string(), result: ReassignResult })),
  })
  .meta({ id: 'Reassigned' })
export type Reassigned = z.infer<typeof Reassigned>

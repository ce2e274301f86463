import { z } from 'zod'
import { ResourceId, trimmedField } from './text.ts'

const fields = {
  name: trimmedField(1, 100),
  is_floating: z
    .boolean()
    .describe('At peaks whoever has room may take from it, whatever their own queues are'),
  floats_above: z.int().min(0).max(1_000_000).describe('It is a peak while more threads than this wait'),
  member_ids: z
    .array(ResourceId)
    .max(500)
    .describe('Who serves it; a queue that names nobody is open to all'),
}

export const QueueInput = z
  .object({
    name: fields.name,
    is_floating: fields.is_floating.optional(),
    floats_above: fields.floats_above.optional(),
    member_ids: fields.member_ids.optional(),
  })
  .meta({ id: 'QueueInput' })
export type QueueInput = z.infer<typeof QueueInput>

/** Omitted fields keep their value. */
export const QueueChange = z
  .object({
    ...fields,
    is_default: z.literal(true).describe('Makes it the default in place of the one before'),
  })
  .partial()
  .meta({ id: 'QueueChange' })
export type QueueChange = z.infer<typeof QueueChange>

export const Queue = z
  .object({
    id: z.string(),
    name: z.string(),
    is_default: z.boolean().describe('Where threads wait that no routing rule sends elsewhere'),
    is_floating: z.boolean(),
    floats_above: z.int(),
    member_ids: z.array(z.string()),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Queue' })
export type Queue = z.infer<typeof Queue>

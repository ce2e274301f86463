import { z } from 'zod'
import type { evalCases } from '../../db/schema.ts'
import { ExternalId } from '../../domain/text.ts'
import { type Case, CaseMessage, CaseTags, toCase } from '../case.ts'

/** A case of a workspace as somebody hands it over; it is judged against the workspace's own knowledge. */
export const OwnCaseInput = z
  .strictObject({ external_id: ExternalId, messages: z.array(CaseMessage).min(1).max(30), tags: CaseTags })
  .refine(({ messages }) => messages.at(-1)!.expected !== undefined && messages.at(-1)!.from === 'customer', {
    path: ['messages'],
    message: 'the last message must be a customer’s and say what is expected',
  })
  .meta({ id: 'EvalCaseInput' })
export type OwnCaseInput = z.infer<typeof OwnCaseInput>

export const CaseState = z.enum(['pending', 'approved', 'rejected'])
export type CaseState = z.infer<typeof CaseState>

export const OwnCase = z
  .object({
    id: z.string(),
    external_id: z.string(),
    state: CaseState.describe('Only approved cases are run'),
    messages: z.array(CaseMessage).describe('Empty once the customer whose words they were is erased'),
    tags: CaseTags,
    thread_id: z.string().nullable().describe('The thread that it was made from'),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    decided_by: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EvalCase' })
export type OwnCase = z.infer<typeof OwnCase>

export type CaseRow = typeof evalCases.$inferSelect

export function viewCase({ workspace_id: _, ...row }: CaseRow): OwnCase {
  return {
    ...row,
    messages: z.array(CaseMessage).parse(row.messages),
    tags: CaseTags.parse(row.tags),
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  }
}

/** No shipped case has an id that begins so. */
const OWN = 'own:'

/**
 * What is run of it; null where its words are erased. One that is named as a shipped case gets an id of its own: runs are
 * compared by ids, and it must not be held against the shipped one's result.
 */
export function toRunnable(row: CaseRow, shippedIds: ReadonlySet<string>): Case | null {
  const { external_id, messages, tags } = viewCase(row)
  if (messages.length === 0) return null
  const id = shippedIds.has(external_id) || external_id.startsWith(OWN) ? `${OWN}${external_id}` : external_id
  return toCase({ id, knowledge: null, messages, tags })
}

import { z } from 'zod'
import type { privacyRequests } from '../db/schema.ts'
import { ResourceId } from '../domain/text.ts'

export type RequestRow = typeof privacyRequests.$inferSelect

export const RequestKind = z
  .enum(['access', 'delete', 'anonymise'])
  .describe(
    '`access`: a bundle of all that is kept; `delete`: every word goes; `anonymise`: words stay, without personal data',
  )
export const RequestState = z.enum(['received', 'verified', 'completed', 'refused'])
export const IdentityCheck = z
  .enum(['signed_in', 'document', 'email_code', 'phone_code', 'in_person', 'other'])
  .describe('How the workspace made sure that who asks is the contact')
export const Refusal = z.enum(['identity_not_confirmed', 'legal_hold', 'unfounded', 'withdrawn'])

export const RequestInput = z.object({ contact_id: ResourceId, kind: RequestKind })
export type RequestInput = z.infer<typeof RequestInput>

export const PrivacyRequest = z
  .object({
    id: z.string(),
    contact_id: z.string(),
    kind: RequestKind,
    state: RequestState,
    due_at: z.iso.datetime(),
    deadline: z
      .enum(['running', 'due_soon', 'overdue', 'met', 'missed'])
      .describe('`due_soon` in the last three days; `met` or `missed` once it is answered'),
    verified_method: IdentityCheck.nullable(),
    verified_by: z.string().nullable(),
    verified_at: z.iso.datetime().nullable(),
    refused_reason: Refusal.nullable(),
    completed_at: z.iso.datetime().nullable().describe('Also when it was refused'),
    bundle_until: z.iso.datetime().nullable().describe('Until when the bundle of an access request is there'),
    revision: z.int().min(1),
    created_by: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'PrivacyRequest' })
export type PrivacyRequest = z.infer<typeof PrivacyRequest>

const DAY_MS = 24 * 3600_000
const SOON_MS = 3 * DAY_MS
const BUNDLE_MS = 30 * DAY_MS

export function viewRequest(row: RequestRow, now: Date): PrivacyRequest {
  const { workspace_id: _scope, retry_at: _retry, ...rest } = row
  return {
    ...rest,
    verified_method: row.verified_method === null ? null : IdentityCheck.parse(row.verified_method),
    refused_reason: row.refused_reason === null ? null : Refusal.parse(row.refused_reason),
    deadline: deadlineOf(row, now),
    due_at: row.due_at.toISOString(),
    verified_at: row.verified_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
    bundle_until: bundleUntil(row)?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  }
}

/** Null where there is no bundle. */
export function bundleUntil(row: RequestRow): Date | null {
  if (row.kind !== 'access' || row.state !== 'completed') return null
  return new Date(row.completed_at!.getTime() + BUNDLE_MS)
}

function deadlineOf({ due_at, completed_at }: RequestRow, now: Date): PrivacyRequest['deadline'] {
  if (completed_at !== null) return completed_at <= due_at ? 'met' : 'missed'
  if (now > due_at) return 'overdue'
  return due_at.getTime() - now.getTime() <= SOON_MS ? 'due_soon' : 'running'
}

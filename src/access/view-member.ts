import type { members } from '../db/schema.ts'
import type { Member } from '../domain/member.ts'

export type MemberRow = typeof members.$inferSelect

/** A member as the API shows them. */
export function viewMember(row: MemberRow): Member {
  const { workspace_id: _scope, deactivated_at, created_at, ...rest } = row
  return { ...rest, is_active: deactivated_at === null, created_at: created_at.toISOString() }
}

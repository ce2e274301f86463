import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, type threads } from '../db/schema.ts'
import type { MemberRole } from '../domain/member.ts'

/**
 * Who has a role and is there. An escalation may ask for a role that nobody in a small team has: then everybody may take the
 * thread, or the customer would wait for somebody who does not exist.
 */
export function activeOfRole(tx: Db, workspaceId: string, role: MemberRole | typeof threads.required_role) {
  return tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.workspace_id, workspaceId), isNull(members.deactivated_at), eq(members.role, role)))
}

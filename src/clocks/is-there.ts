import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, queues } from '../db/schema.ts'
import type { EscalationTarget } from '../domain/escalation-policy.ts'

/** Whether a target of escalation is in the workspace; it stays there until the caller's transaction ends. */
export async function isThere(tx: Db, workspaceId: string, target: EscalationTarget): Promise<boolean> {
  switch (target.kind) {
    case 'role':
      return true
    case 'queue': {
      const isQueue = and(eq(queues.workspace_id, workspaceId), eq(queues.id, target.queue_id))
      return (await tx.select({ id: queues.id }).from(queues).where(isQueue).for('key share')).length > 0
    }
    case 'member': {
      const isActive = and(
        eq(members.workspace_id, workspaceId),
        eq(members.id, target.member_id),
        isNull(members.deactivated_at),
      )
      return (await tx.select({ id: members.id }).from(members).where(isActive).for('key share')).length > 0
    }
  }
}

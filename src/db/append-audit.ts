import type { Caller } from '../domain/actor.ts'
import type { Db } from './database.ts'
import { auditEntries } from './schema.ts'

interface AuditContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** Records who changed what, in the transaction of the change itself. `details` hold no personal data. */
export async function appendAudit(
  ctx: AuditContext,
  tx: Db,
  caller: Caller,
  action: string,
  subjectId: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx.insert(auditEntries).values({
    id: ctx.newId('aud'),
    workspace_id: caller.workspaceId,
    actor_kind: caller.actor.kind,
    actor_id: caller.actor.id,
    action,
    subject_id: subjectId,
    details,
    created_at: ctx.clock(),
  })
}

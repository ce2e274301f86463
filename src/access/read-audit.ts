import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { auditEntries } from '../db/schema.ts'

export const AuditEntry = z
  .object({
    id: z.string(),
    actor: z.object({ kind: z.string(), id: z.string() }),
    action: z.string(),
    subject_id: z.string(),
    details: z.record(z.string(), z.unknown()),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

/** Who changed what in the workspace, newest first. */
export async function readAudit(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<AuditEntry[]> {
  const rows = await ctx.db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace_id, workspaceId),
        before === null ? undefined : lt(auditEntries.id, before),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(limit)
  return rows.map((row) => ({
    id: row.id,
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    subject_id: row.subject_id,
    details: row.details,
    created_at: row.created_at.toISOString(),
  }))
}

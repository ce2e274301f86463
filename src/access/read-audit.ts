import { and, desc, eq, gte, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { auditEntries } from '../db/schema.ts'
import { Instant } from '../domain/instant.ts'
import { ResourceId } from '../domain/text.ts'
import { type Archive, isInView } from '../privacy/archive.ts'

export const AuditEntry = z
  .object({
    id: z.string(),
    actor: z.object({ kind: z.string(), id: z.string() }),
    action: z.string(),
    subject_id: z.string(),
    details: z.record(z.string(), z.unknown()),
    created_at: z.iso.datetime(),
    seq: z.int().describe("Its place in the workspace's chain"),
    hash: z.string().describe('SHA-256 over the entry and the hash before it'),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditFilter = z.object({
  action: ResourceId.optional().describe('For instance `draft.approved`'),
  actor_id: ResourceId.optional(),
  subject_id: ResourceId.optional(),
  from: Instant.optional(),
  until: Instant.optional().describe('Exclusive'),
})
export type AuditFilter = z.infer<typeof AuditFilter>

/** Who changed what in the workspace, newest first. */
export async function readAudit(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: AuditFilter,
  before: string | null,
  limit: number,
  archive?: Archive,
): Promise<AuditEntry[]> {
  const given = <T, R>(value: T | undefined, make: (value: T) => R) =>
    value === undefined ? undefined : make(value)
  const rows = await ctx.db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace_id, workspaceId),
        before === null ? undefined : lt(auditEntries.id, before),
        isInView(archive, undefined, auditEntries.created_at),
        given(filter.action, (action) => eq(auditEntries.action, action)),
        given(filter.actor_id, (id) => eq(auditEntries.actor_id, id)),
        given(filter.subject_id, (id) => eq(auditEntries.subject_id, id)),
        given(filter.from, (at) => gte(auditEntries.created_at, new Date(at))),
        given(filter.until, (at) => lt(auditEntries.created_at, new Date(at))),
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
    seq: row.seq!,
    hash: row.hash!,
  }))
}

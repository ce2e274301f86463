import { and, asc, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { members } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { textField } from '../domain/text.ts'

export const MemberRole = z.enum(['agent', 'lead', 'moderator', 'qa', 'admin'])
export const MemberInput = z.object({ name: textField(1, 200), role: MemberRole })
export const Member = z
  .object({ id: z.string(), name: z.string(), role: MemberRole, created_at: z.iso.datetime() })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

type MemberRow = typeof members.$inferSelect

/** Makes a person of the workspace, whose keys then act in their name. */
export async function createMember(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly newId: (prefix: string) => string },
  caller: Caller,
  input: z.infer<typeof MemberInput>,
): Promise<Member> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(members)
      .values({ ...input, id: ctx.newId('mem'), workspace_id: caller.workspaceId, created_at: ctx.clock() })
      .returning()
    await appendAudit(ctx, tx, caller, 'member.created', row!.id, { role: input.role })
    return viewMember(row!)
  })
}

export async function listMembers(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<Member[]> {
  const rows = await ctx.db
    .select()
    .from(members)
    .where(and(eq(members.workspace_id, workspaceId), after === null ? undefined : gt(members.id, after)))
    .orderBy(asc(members.id))
    .limit(limit)
  return rows.map(viewMember)
}

/** Whether the member belongs to the workspace. */
export async function isMember(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.workspace_id, workspaceId), eq(members.id, id)))
  return row !== undefined
}

function viewMember(row: MemberRow): Member {
  return { id: row.id, name: row.name, role: row.role, created_at: row.created_at.toISOString() }
}

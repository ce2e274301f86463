import { and, asc, eq, gt, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members } from '../db/schema.ts'
import type { MemberRole, Presence } from '../domain/member.ts'
import { NotFoundError } from '../errors.ts'
import type { MemberRow } from './view-member.ts'

export interface MemberFilter {
  readonly role?: MemberRole | undefined
  readonly presence?: Presence | undefined
  readonly isActive?: boolean | undefined
  readonly after: string | null
  readonly limit: number
}

/** Oldest first. */
export function listMembers(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: MemberFilter,
): Promise<MemberRow[]> {
  const { role, presence, isActive, after } = filter
  const activity = isActive ? isNull(members.deactivated_at) : isNotNull(members.deactivated_at)
  return ctx.db
    .select()
    .from(members)
    .where(
      and(
        eq(members.workspace_id, workspaceId),
        role === undefined ? undefined : eq(members.role, role),
        presence === undefined ? undefined : eq(members.presence, presence),
        isActive === undefined ? undefined : activity,
        after === null ? undefined : gt(members.id, after),
      ),
    )
    .orderBy(asc(members.id))
    .limit(filter.limit)
}

/** Throws `not_found`. */
export async function getMember(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<MemberRow> {
  const [row] = await ctx.db.select().from(members).where(isOf(workspaceId, id))
  if (row === undefined) throw new NotFoundError('member', id)
  return row
}

/** Whether an active member of the workspace has the id. */
export async function isMember(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: members.id })
    .from(members)
    .where(and(isOf(workspaceId, id), isNull(members.deactivated_at)))
  return row !== undefined
}

function isOf(workspaceId: string, id: string) {
  return and(eq(members.workspace_id, workspaceId), eq(members.id, id))
}

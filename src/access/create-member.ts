import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { members } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { MemberInput } from '../domain/member.ts'
import { assertEmailFree } from './assert-email-free.ts'
import { ROLE_SCOPES } from './role-scopes.ts'
import type { Scope } from './scopes.ts'
import type { MemberRow } from './view-member.ts'

export interface MemberContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/** Throws `forbidden` where the caller may not do all of what is to be granted. */
export type MayGrant = (scopes: readonly Scope[]) => void

/** Makes a person of the workspace, whose keys then act in their name. Throws `conflict` for an e-mail that is taken. */
export async function createMember(
  ctx: MemberContext,
  caller: Caller,
  input: MemberInput,
  mayGrant: MayGrant,
): Promise<MemberRow> {
  mayGrant(ROLE_SCOPES[input.role])
  const row = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    if (input.email) await assertEmailFree(tx, caller.workspaceId, input.email, null)
    const [made] = await tx
      .insert(members)
      .values({
        id: ctx.newId('mem'),
        workspace_id: caller.workspaceId,
        name: input.name,
        email: input.email ?? null,
        role: input.role,
        skills: input.skills,
        languages: input.languages,
        capacity: input.capacity,
        created_at: ctx.clock(),
      })
      .returning()
    const { id, role } = made!
    await appendEvents(ctx, tx, caller, [{ type: 'member.created', data: { member_id: id, role } }])
    await appendAudit(ctx, tx, caller, 'member.created', id, { role })
    return made!
  })
  ctx.wake('deliveries')
  return row
}

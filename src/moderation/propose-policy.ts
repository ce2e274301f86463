import { and, desc, eq, inArray } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { policies, queues } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertOtherPerson } from '../domain/assert-other-person.ts'
import { AppError } from '../errors.ts'
import type { PolicyDocument } from './policy.ts'
import { findPolicy, type PolicyVersion, viewPolicy } from './read-policies.ts'
import { documentOf, readActiveRow, versionOf } from './read-policy.ts'

interface PolicyContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Stores a new version of the workspace's policy. It holds from the next turn on or, where the policy that holds now
 * wants a second person, once another one has approved it. Throws `invalid_request` for a queue that does not exist.
 */
export async function proposePolicy(
  ctx: PolicyContext,
  caller: Caller,
  document: PolicyDocument,
): Promise<PolicyVersion> {
  return ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    await assertQueues(tx, caller.workspaceId, document)
    const active = await readActiveRow(tx, caller.workspaceId)
    const needsSecond = active !== null && documentOf(active).needs_second_person
    // A key without a member might be held by whoever approves.
    if (needsSecond) assertOtherPerson(caller, [])
    const [newest] = await tx
      .select({ version: policies.version })
      .from(policies)
      .where(eq(policies.workspace_id, caller.workspaceId))
      .orderBy(desc(policies.version))
      .limit(1)
    const [row] = await tx
      .insert(policies)
      .values({
        id: ctx.newId('pol'),
        workspace_id: caller.workspaceId,
        version: (newest?.version ?? 0) + 1,
        document,
        state: needsSecond ? 'pending' : 'active',
        created_by: caller.actor.id,
        created_at: ctx.clock(),
      })
      .returning()
    const action = needsSecond ? 'policy.proposed' : 'policy.changed'
    await appendAudit(ctx, tx, caller, action, row!.id, { version: row!.version })
    return viewPolicy(row!)
  })
}

/**
 * A second person lets a pending version hold, or rejects it. Throws `not_found`, `forbidden` for whoever proposed it,
 * and `conflict` where it was decided already or another version has come to hold since it was proposed.
 */
export async function decidePolicy(
  ctx: PolicyContext,
  caller: Caller,
  id: string,
  input: { readonly state: 'active' | 'rejected'; readonly reason: string | null },
): Promise<PolicyVersion> {
  return ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const before = await findPolicy(tx, caller.workspaceId, id)
    if (before.state !== 'pending') throw new AppError('conflict', `${id} is ${before.state} already`)
    assertOtherPerson(caller, [before.created_by])
    const active = await readActiveRow(tx, caller.workspaceId)
    const activatedAt = active?.decided_at ?? active?.created_at
    if (input.state === 'active' && activatedAt !== undefined && activatedAt > before.created_at) {
      throw new AppError('conflict', `${versionOf(active!)} holds since ${id} was proposed: propose it anew`)
    }
    const [row] = await tx
      .update(policies)
      .set({
        state: input.state,
        decided_by: caller.actor.id,
        decided_at: ctx.clock(),
        decided_reason: input.reason,
      })
      .where(and(eq(policies.workspace_id, caller.workspaceId), eq(policies.id, id)))
      .returning()
    const action = input.state === 'active' ? 'policy.approved' : 'policy.rejected'
    await appendAudit(ctx, tx, caller, action, id, { version: row!.version })
    return viewPolicy(row!)
  })
}

async function assertQueues(tx: Db, workspaceId: string, document: PolicyDocument): Promise<void> {
  const named = [...new Set(document.rules.flatMap((rule) => rule.queue ?? []))]
  if (named.length === 0) return
  const found = await tx
    .select({ id: queues.id })
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), inArray(queues.id, named)))
  const known = new Set(found.map((row) => row.id))
  const errors = document.rules.flatMap(({ queue }, i) =>
    queue === undefined || known.has(queue)
      ? []
      : [{ pointer: `/rules/${i}/queue`, detail: 'There is no such queue in this workspace' }],
  )
  if (errors.length > 0)
    throw new AppError('invalid_request', 'The policy names a queue that does not exist', { errors })
}

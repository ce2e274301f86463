import { readConditionClocks } from '../clocks/read-condition-clocks.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { replyRules } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { ReplyRules, ReplyRulesDocument } from '../domain/reply-rules.ts'
import { AppError } from '../errors.ts'
import { readReplyRules } from './read-reply-rules.ts'

interface RulesContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/**
 * Stores a new version of the workspace's list; it holds from the next turn on. Throws `precondition_failed` where `version`
 * is not the newest, and `invalid_request` for a calendar that there is not.
 */
export async function putReplyRules(
  ctx: RulesContext,
  caller: Caller,
  version: number | null,
  document: ReplyRulesDocument,
): Promise<ReplyRules> {
  const stored = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const before = await readReplyRules(tx, caller.workspaceId)
    if (version !== null && version !== before.version) {
      throw new AppError('precondition_failed', `The rules have changed since version ${version}`)
    }
    await assertSayable(tx, caller.workspaceId, document)
    const now = ctx.clock()
    const next = { version: before.version + 1, created_by: caller.actor.id, created_at: now }
    await tx.insert(replyRules).values({ workspace_id: caller.workspaceId, document, ...next })
    const data = { version: next.version, rules: document.rules.length }
    await appendEvents(ctx, tx, caller, [{ type: 'rules.changed', data }])
    await appendAudit(ctx, tx, caller, 'rules.changed', `${caller.workspaceId}-${next.version}`, data)
    return { ...document, ...next, created_at: now.toISOString() }
  })
  ctx.wake('deliveries')
  return stored
}

/** Throws `invalid_request` where the document names a calendar that the workspace does not have; `at` says where it stands. */
export async function assertSayable(
  db: Db,
  workspaceId: string,
  { rules }: ReplyRulesDocument,
  at = '',
): Promise<void> {
  const { calendars } = await readConditionClocks(db, workspaceId, calendarIdsOf(rules))
  const errors = rules.flatMap(({ when: { calendar } }, i) =>
    calendar === undefined || calendars.has(calendar.id)
      ? []
      : [{ pointer: `${at}/rules/${i}/when/calendar/id`, detail: 'names no calendar of this workspace' }],
  )
  if (errors.length > 0) throw new AppError('invalid_request', 'The rules name what there is not', { errors })
}

/** The calendars that rules ask. */
export function calendarIdsOf(rules: ReplyRulesDocument['rules']): string[] {
  return rules.flatMap(({ when }) => when.calendar?.id ?? [])
}

import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockSettings } from '../db/schema.ts'
import type { EscalationStep } from '../domain/escalation-policy.ts'
import { AppError, type FieldError } from '../errors.ts'
import { isThere } from './is-there.ts'

/** What a document may name. */
interface References {
  readonly calendar_id?: string | null
  readonly steps?: readonly EscalationStep[]
}

/** Throws `invalid_request` for a calendar, a queue or a member that is not in the workspace. */
export async function assertReferences(
  tx: Db,
  workspaceId: string,
  { calendar_id = null, steps = [] }: References,
): Promise<void> {
  const errors: FieldError[] = []
  if (calendar_id !== null && !(await isCalendar(tx, workspaceId, calendar_id))) {
    errors.push({ pointer: '/calendar_id', detail: 'names no calendar of this workspace' })
  }
  for (const [index, { target }] of steps.entries()) {
    if (!(await isThere(tx, workspaceId, target))) {
      const field = target.kind === 'queue' ? 'queue_id' : 'member_id'
      errors.push({ pointer: `/steps/${index}/target/${field}`, detail: `names no ${target.kind} in work` })
    }
  }
  if (errors.length > 0) throw new AppError('invalid_request', 'It names what is not there', { errors })
}

async function isCalendar(tx: Db, workspaceId: string, id: string): Promise<boolean> {
  const isOwn = and(
    eq(clockSettings.workspace_id, workspaceId),
    eq(clockSettings.kind, 'calendar'),
    eq(clockSettings.id, id),
  )
  return (await tx.select({ id: clockSettings.id }).from(clockSettings).where(isOwn)).length > 0
}

import { readConditionClocks } from '../clocks/read-condition-clocks.ts'
import type { Db } from '../db/database.ts'
import { putVersion, type VersionContext } from '../db/put-version.ts'
import { replyRules } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { ReplyRules, ReplyRulesDocument, Say } from '../domain/reply-rules.ts'
import { AppError, type FieldError } from '../errors.ts'
import { findApprovedNames } from '../words/choose-template.ts'
import { templatesOf } from './choose-words.ts'

/**
 * Stores a new version of the workspace's list; it holds from the next turn on. Throws `precondition_failed` where `seen`
 * is not the newest, and `invalid_request` for a calendar or an approved template that there is not.
 */
export function putReplyRules(
  ctx: VersionContext,
  caller: Caller,
  seen: number | null,
  document: ReplyRulesDocument,
): Promise<ReplyRules> {
  return putVersion(ctx, caller, {
    table: replyRules,
    type: 'rules.changed',
    seen,
    document,
    check: (tx) => assertSayable(tx, caller.workspaceId, document),
    event: { rules: document.rules.length },
  })
}

/** Throws `invalid_request` where the document names what the workspace does not have; `at` says where it stands. */
export async function assertSayable(
  db: Db,
  workspaceId: string,
  document: ReplyRulesDocument,
  at = '',
): Promise<void> {
  const { rules } = document
  const { calendars } = await readConditionClocks(db, workspaceId, calendarIdsOf(rules))
  const unknown = await findUnknownTemplates(db, workspaceId, document, at)
  const errors = rules.flatMap(({ when: { calendar } }, i) =>
    calendar === undefined || calendars.has(calendar.id)
      ? []
      : [{ pointer: `${at}/rules/${i}/when/calendar/id`, detail: 'names no calendar of this workspace' }],
  )
  const all = [...errors, ...unknown]
  if (all.length > 0)
    throw new AppError('invalid_request', 'The rules name what there is not', { errors: all })
}

async function findUnknownTemplates(
  db: Db,
  workspaceId: string,
  { rules, opt_out, opt_in }: ReplyRulesDocument,
  at: string,
): Promise<FieldError[]> {
  const says: [string, Say | undefined][] = [
    ...rules.map(({ say }, i): [string, Say | undefined] => [`/rules/${i}/say`, say]),
    ['/opt_out', opt_out],
    ['/opt_in', opt_in],
  ]
  const named = templatesOf(says.map(([, say]) => say))
  const approved = await findApprovedNames(db, workspaceId, named)
  return says.flatMap(([pointer, say]) =>
    say === undefined || !('template' in say) || approved.has(say.template)
      ? []
      : [{ pointer: `${at}${pointer}/template`, detail: 'names no template that is approved' }],
  )
}

/** The calendars that rules ask. */
export function calendarIdsOf(rules: ReplyRulesDocument['rules']): string[] {
  return rules.flatMap(({ when }) => when.calendar?.id ?? [])
}

import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/database.ts'
import { contacts, decisions, drafts, feedback, messages, threads, workspaces } from '../../db/schema.ts'
import type { Caller } from '../../domain/actor.ts'
import { Category } from '../../domain/assessment.ts'
import { baseLanguage } from '../../domain/language.ts'
import { ExternalId, ResourceId } from '../../domain/text.ts'
import { AppError, NotFoundError } from '../../errors.ts'
import { openRedaction } from '../../privacy/redact-text.ts'
import { type CaseMessage, CaseTags, Expected } from '../case.ts'
import { type OwnCase, OwnCaseInput } from './own-case.ts'
import { type CaseContext, proposeCases } from './propose-case.ts'

export const ThreadCaseInput = z
  .strictObject({
    thread_id: ResourceId,
    external_id: ExternalId.optional().describe('Its name; made from the thread where it is absent'),
    family: CaseTags.shape.family.default('from_thread'),
    expected: Expected.optional().describe('Of the last customer message, where no review says it'),
  })
  .meta({ id: 'EvalCaseFromThread' })
export type ThreadCaseInput = z.infer<typeof ThreadCaseInput>

/** More than that no case needs. */
const NEWEST = 30

/**
 * A case from a thread that people reviewed: its words with personal data replaced by placeholders that keep the kind, and
 * what reviews say was right. Waits for approval like any other. Throws `not_found`, and `invalid_request` where neither a
 * review nor the caller says what is expected.
 */
export async function caseFromThread(
  ctx: CaseContext,
  caller: Caller,
  input: ThreadCaseInput,
  until: string | null = null,
): Promise<OwnCase> {
  const { thread, said, contactName, settings } = await readThread(
    ctx.db,
    caller.workspaceId,
    input.thread_id,
    until,
  )
  const expected = await readReviewed(ctx.db, caller.workspaceId, said)
  const orderMasks = settings.order_masks ?? []
  const redaction = openRedaction({ contactName, orderMasks, texts: said.map(({ text }) => text) })
  const last = said.findLastIndex(({ direction }) => direction === 'inbound')
  const all = said.slice(0, last + 1).map((message, at): CaseMessage => {
    const wanted = at === last ? (input.expected ?? expected.get(message.id)) : expected.get(message.id)
    return {
      from: message.direction === 'inbound' ? 'customer' : 'person',
      text: redaction.hide(message.text),
      is_old: false,
      ...(wanted === undefined ? {} : { expected: wanted }),
    }
  })
  if (all.at(-1)?.expected === undefined)
    throw new AppError('invalid_request', 'Nobody has reviewed this thread: say what is expected', {
      errors: [{ pointer: '/expected', detail: 'Nobody has reviewed the last message of the thread' }],
    })
  const made = OwnCaseInput.parse({
    external_id: input.external_id ?? thread.id,
    messages: all,
    tags: {
      language: baseLanguage(thread.language ?? 'pt') ?? 'pt',
      surface: thread.surface,
      family: input.family,
      source: 'thread',
    },
  })
  const [proposed] = await proposeCases(ctx, caller, [made], thread.id)
  return proposed!
}

/** Its messages up to `until`, where the thread went on after it. */
async function readThread(db: Db, workspaceId: string, id: string, until: string | null) {
  const [found] = await db
    .select({ thread: threads, contactName: contacts.name, settings: workspaces.settings })
    .from(threads)
    .innerJoin(contacts, eq(contacts.id, threads.contact_id))
    .innerJoin(workspaces, eq(workspaces.id, threads.workspace_id))
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, id)))
  if (found === undefined) throw new NotFoundError('thread', id)
  const rows = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.thread_id, id),
        until === null ? undefined : lte(messages.id, until),
      ),
    )
    .orderBy(asc(messages.id))
  const said = rows.filter(({ deleted_at, text }) => deleted_at === null && text.trim() !== '')
  return { ...found, said: said.slice(-NEWEST) }
}

type MessageRow = typeof messages.$inferSelect

/** What people said is right, by the message that ended the turn: a correction, or an approved or rejected draft. */
async function readReviewed(
  db: Db,
  workspaceId: string,
  said: readonly MessageRow[],
): Promise<Map<string, Expected>> {
  const found = new Map<string, Expected>()
  const ids = said.map(({ id }) => id)
  if (ids.length === 0) return found
  const reviewed = await db
    .select({
      messageId: decisions.message_id,
      kind: feedback.kind,
      draft: drafts,
      category: decisions.category,
    })
    .from(feedback)
    .innerJoin(drafts, eq(drafts.id, feedback.draft_id))
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .where(and(eq(feedback.workspace_id, workspaceId), inArray(decisions.message_id, ids)))
    .orderBy(asc(feedback.id))
  for (const { messageId, kind, draft, category } of reviewed) {
    // A rejected draft says only what was not right.
    if (kind !== 'approved' && kind !== 'edited') continue
    const [cited] = draft.citations
    found.set(messageId, { category, ...(cited === undefined ? {} : { entry: cited.external_id }) })
  }
  const corrections = await db
    .select()
    .from(feedback)
    .where(
      and(
        eq(feedback.workspace_id, workspaceId),
        eq(feedback.kind, 'correction'),
        inArray(feedback.message_id, ids),
      ),
    )
    .orderBy(asc(feedback.id))
  for (const { message_id, details } of corrections) {
    const category = Category.safeParse(details.category)
    const route = Expected.shape.routes.safeParse([details.route])
    found.set(message_id!, {
      ...found.get(message_id!),
      ...(category.success ? { category: category.data } : {}),
      ...(details.route !== undefined && route.success ? { routes: route.data } : {}),
    })
  }
  return found
}

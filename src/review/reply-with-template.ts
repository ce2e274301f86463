import { and, eq } from 'drizzle-orm'
import { findMarketable } from '../consents/read-consents.ts'
import { contacts, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Variables } from '../domain/template.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { describeThread } from '../inbox/describe-subject.ts'
import { type ApprovedWords, chooseTemplate } from '../words/choose-template.ts'
import type { ReviewContext } from './change-draft.ts'
import type { DraftRow } from './read-drafts.ts'
import { replyToThread } from './reply-to-thread.ts'

interface TemplateReply {
  readonly templateId: string
  readonly variables: Variables
  readonly revision: number | null
  /** The message that they answer; null for the newest. */
  readonly messageId: string | null
}

/**
 * A person answers with approved words. Throws what `replyToThread` and `chooseTemplate` throw, `invalid_request` for each
 * variable without a value, and `conflict` for marketing to somebody who did not agree to it.
 */
export async function replyWithTemplate(
  ctx: ReviewContext,
  caller: Caller,
  threadId: string,
  { templateId, variables, revision, messageId }: TemplateReply,
): Promise<DraftRow> {
  const to = await findAddressee(ctx, caller.workspaceId, threadId, messageId)
  const template = await chooseTemplate(ctx.db, caller.workspaceId, templateId, to, variables)
  assertWhole(template)
  if (template.category === 'marketing') {
    const agreed = await findMarketable(ctx.db, caller.workspaceId, [to.contactId])
    if (!agreed.has(to.contactId))
      throw new AppError('conflict', `Contact ${to.contactId} has not agreed to marketing`)
  }
  // To whoever it was filled in for, whoever writes meanwhile.
  const reply = { text: template.text, revision, messageId: to.messageId, template }
  return replyToThread(ctx, caller, threadId, reply)
}

/** Whoever wrote the message, or last in the thread. Throws what `describeThread` throws, and `not_found`. */
async function findAddressee(
  ctx: ReviewContext,
  workspaceId: string,
  threadId: string,
  messageId: string | null,
) {
  const [thread] = await ctx.db
    .select({ channelId: threads.channel_id })
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, threadId)))
  if (thread === undefined) throw new NotFoundError('thread', threadId)
  const subject = await describeThread(ctx.db, workspaceId, threadId, { messageId })
  const contactId = subject.contact_id
  const [contact] = await ctx.db
    .select({ name: contacts.name })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  return { ...thread, messageId: subject.message_id, contactId, contactName: contact!.name }
}

function assertWhole({ missing, name }: ApprovedWords): void {
  if (missing.length === 0) return
  throw new AppError('invalid_request', `Template ${name} is missing values`, {
    errors: missing.map((variable) => ({ pointer: `/variables/${variable}`, detail: 'has no value' })),
  })
}

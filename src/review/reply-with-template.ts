import { and, desc, eq } from 'drizzle-orm'
import { findMarketable } from '../consents/read-consents.ts'
import { contacts, messages, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Variables } from '../domain/template.ts'
import { AppError, NotFoundError } from '../errors.ts'
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
  return replyToThread(ctx, caller, threadId, { text: template.text, revision, messageId, template })
}

/** Whoever wrote the message, or last in the thread. Throws `not_found`. */
async function findAddressee(
  ctx: ReviewContext,
  workspaceId: string,
  threadId: string,
  messageId: string | null,
) {
  const [row] = await ctx.db
    .select({ channelId: threads.channel_id, contactId: contacts.id, contactName: contacts.name })
    .from(threads)
    .innerJoin(messages, and(eq(messages.thread_id, threads.id), eq(messages.direction, 'inbound')))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        eq(threads.id, threadId),
        messageId === null ? undefined : eq(messages.id, messageId),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1)
  if (row === undefined)
    throw messageId === null ? new NotFoundError('thread', threadId) : new NotFoundError('message', messageId)
  return row
}

function assertWhole({ missing, name }: ApprovedWords): void {
  if (missing.length === 0) return
  throw new AppError('invalid_request', `Template ${name} is missing values`, {
    errors: missing.map((variable) => ({ pointer: `/variables/${variable}`, detail: 'has no value' })),
  })
}

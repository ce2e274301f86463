import type { Db } from '../db/database.ts'
import { templateUses } from '../db/schema.ts'
import type { ApprovedWords } from './choose-template.ts'

/** To whom, and what keeps what was sent: a draft of a thread, or a recipient of a broadcast. */
type Said = { readonly workspaceId: string; readonly contactId: string } & (
  | { readonly threadId: string; readonly draftId: string }
  | { readonly recipientId: string }
)

/** Notes, in the transaction that sends them, that approved words were said to somebody. */
export async function noteTemplateUse(
  ctx: { readonly clock: () => Date; readonly newId: (prefix: string) => string },
  tx: Db,
  words: Pick<ApprovedWords, 'templateId' | 'version' | 'isFallback'>,
  said: Said,
): Promise<void> {
  await tx.insert(templateUses).values({
    id: ctx.newId('tus'),
    workspace_id: said.workspaceId,
    template_id: words.templateId,
    version: words.version,
    is_fallback: words.isFallback,
    contact_id: said.contactId,
    ...('recipientId' in said
      ? { recipient_id: said.recipientId }
      : { thread_id: said.threadId, draft_id: said.draftId }),
    created_at: ctx.clock(),
  })
}

import type { ChatModel } from '../inference/chat-model.ts'
import { askProvider } from './ask-provider.ts'
import { checkDraft } from './check-draft.ts'
import { citationOf, retrievedFor } from './cite-passages.ts'
import { composeAnswer } from './compose-answer.ts'
import type { DraftOutcome, DraftRequest } from './draft-request.ts'
import { estimateConfidence } from './estimate-confidence.ts'

/**
 * What could be said to a turn: the provider's words where one is configured, else the entries' own; checked either way.
 * A failure of the provider or of a check is part of the outcome and never thrown.
 */
export async function draftReply(
  ctx: { readonly models: { readonly chat: ChatModel | null } },
  request: DraftRequest,
  signal?: AbortSignal,
): Promise<DraftOutcome> {
  const { chat } = ctx.models
  const proposal = chat === null ? composeAnswer(request) : await askProvider(chat, request, signal)
  if (proposal.kind === 'none') return proposal
  const retrieved = retrievedFor(request)
  const cited = retrieved.filter(({ entry }) => proposal.citedIds.includes(entry.id))
  const failures = checkDraft({
    text: proposal.text,
    language: request.language,
    claimedLanguage: proposal.claimedLanguage,
    citedIds: proposal.citedIds,
    retrieved,
    customerWords: [request.text, ...request.history.filter(isCustomers).map((item) => item.text)],
    ownWords: [request.greeting, proposal.isFramed ? request.frame!.text : null].filter(
      (words) => words !== null,
    ),
    isUnresolved: proposal.isUnresolved,
    isLeak: proposal.isLeak,
  })
  return {
    kind: 'drafted',
    reply: {
      text: proposal.text,
      language: request.language,
      citations: cited.map(citationOf),
      confidence: estimateConfidence(request.questions, cited),
      promptVersion: proposal.promptVersion,
      frame: proposal.isFramed ? request.frame : null,
      failures,
    },
    isPartial: !proposal.answersAll,
  }
}

function isCustomers(item: DraftRequest['history'][number]): boolean {
  return item.from === 'customer'
}

import type { CheckFailure } from '../domain/draft.ts'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import { checkCitations } from './check-citations.ts'
import { checkFacts } from './check-facts.ts'
import { checkInstructions } from './check-instructions.ts'
import { checkLanguage } from './check-language.ts'
import { checkPromises } from './check-promises.ts'

export interface DraftToCheck {
  readonly text: string
  /** The customer's language. */
  readonly language: Language
  readonly claimedLanguage: string | null
  /** Ids of the entries that the draft cites. */
  readonly citedIds: readonly string[]
  readonly retrieved: readonly Passage[]
  /** What the customer wrote in this turn and before: read for injected instructions, and never a source of facts. */
  readonly customerWords: readonly string[]
  /** Words of the workspace itself that may stand in the draft, such as its greeting. */
  readonly ownWords: readonly string[]
  readonly isUnresolved: boolean
  readonly isLeak: boolean
}

/** Every check on a draft, whoever wrote it. Empty when it may go on; each code once, in a fixed order. */
export function checkDraft(draft: DraftToCheck): CheckFailure[] {
  if (!/[\p{L}\p{N}]/u.test(draft.text)) return ['draft_empty']
  const cited = draft.retrieved.filter(({ entry }) => draft.citedIds.includes(entry.id))
  return [
    ...checkCitations(
      draft.citedIds,
      draft.retrieved.map(({ entry }) => entry.id),
    ),
    ...(draft.isUnresolved ? (['personal_data_unresolved'] as const) : []),
    ...checkInstructions(draft.text, {
      customerWords: draft.customerWords,
      cited,
      retrieved: draft.retrieved,
      ownWords: draft.ownWords,
      language: draft.language,
      isLeak: draft.isLeak,
    }),
    ...checkLanguage(draft, cited),
    ...checkFacts(draft.text, draft.language, cited, draft.ownWords),
    ...checkPromises(draft.text, cited, draft.ownWords),
  ]
}

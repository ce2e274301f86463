import type { Citation } from '../domain/draft.ts'
import type { Passage } from '../domain/passage.ts'
import type { DraftRequest } from './draft-request.ts'

export function citationOf({ entry, confidence }: Passage): Citation {
  return { entry_id: entry.id, external_id: entry.external_id, version: entry.version, score: confidence }
}

/** The passages trusted to answer the questions, in order, each entry once. */
export function trustedPassages({ questions }: DraftRequest): Passage[] {
  return eachOnce(questions.flatMap(({ passage }) => (passage === null ? [] : [passage])))
}

/** Everything that a draft may cite, the trusted passages first, each entry once. */
export function retrievedFor(request: DraftRequest): Passage[] {
  return eachOnce([...trustedPassages(request), ...request.passages])
}

function eachOnce(passages: readonly Passage[]): Passage[] {
  const firsts = new Map<string, Passage>()
  for (const passage of passages) if (!firsts.has(passage.entry.id)) firsts.set(passage.entry.id, passage)
  return [...firsts.values()]
}

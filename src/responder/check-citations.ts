import type { CheckFailure } from '../domain/draft.ts'

/** A draft rests on at least one passage, and only on passages that were retrieved for it. */
export function checkCitations(citedIds: readonly string[], retrievedIds: readonly string[]): CheckFailure[] {
  if (citedIds.length === 0) return ['citation_missing']
  return citedIds.every((id) => retrievedIds.includes(id)) ? [] : ['citation_unknown']
}

import type { Passage } from '../domain/passage.ts'

/** What was found for one question, by each way to read it; each best first. */
export interface Readings {
  /** As it stands. */
  readonly alone: readonly Passage[]
  /** Together with what was asked before, where it may lean on that. */
  readonly inThread: readonly Passage[] | null
  /** Without what is said around it. */
  readonly narrow: readonly Passage[] | null
  /** It says itself that it goes on from what was asked before. */
  readonly isFollowUp: boolean
}

/**
 * One list from several readings. A second reading may make a finding surer, but not replace it: the best of several
 * tries is wrong more often than one try that is as sure. Only where a question says that it goes on, or where it finds
 * nothing by itself, is it read with its thread.
 */
export function mergeReadings(
  { alone, inThread, narrow, isFollowUp }: Readings,
  trusted: number,
): readonly Passage[] {
  if (inThread !== null && isFollowUp) return inThread
  const best = alone[0]
  if (best === undefined) return inThread ?? alone
  const surer = narrow?.[0]
  if (surer !== undefined && surer.entry.id === best.entry.id && surer.confidence > best.confidence) {
    return [surer, ...alone.slice(1)]
  }
  const isOpen = best.confidence < trusted
  return isOpen && inThread !== null && (inThread[0]?.confidence ?? 0) >= trusted ? inThread : alone
}

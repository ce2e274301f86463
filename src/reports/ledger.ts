import type { Fact } from './fact.ts'

/** Something that a report counts, at its instant. */
export interface Sample {
  readonly metric: string
  readonly at: number
  /** Milliseconds, a share, or 1 for something that is only counted; later facts may settle it. */
  value: number
  readonly threadId: string | null
  /** Who did it, or who held the thread; null for Recado and for whoever answers on the platform. */
  readonly member: string | null
  /** Where the event itself names a queue. */
  readonly queue: string | null
  /** What of several things of the metric it is: an entry, a category, a label. */
  readonly tag: string | null
}

/** What the facts so far say of a thread. */
export interface ThreadLedger {
  channel: string | null
  surface: string | null
  language: string | null
  queue: string | null
  openedAt: number | null
  isAnswered: boolean
  /** Of the episode that is open: its value becomes 1 once it is resolved. */
  opened: Sample | null
  /** Of the last resolution: its value becomes 1 once the thread is opened again. */
  resolved: Sample | null
  /** Of the episode: its value becomes 1 once something is sold. */
  lead: Sample | null
  /** Messages that wait for an answer, by id. */
  readonly open: Map<string, Waiting>
}

/** A message that waits: since when, and who wrote it (null in older events). */
interface Waiting {
  readonly at: number
  readonly contactId: string | null
}

/** What the facts so far come to. */
export interface Ledger {
  /** Samples of before are not kept. */
  readonly from: number
  readonly samples: Sample[]
  readonly threads: Map<string, ThreadLedger>
  /** When each message came. */
  readonly messages: Map<string, number>
  readonly drafts: Map<string, { text: string; isApproved: boolean }>
  /** When waits began and ended. */
  readonly waits: { readonly begun: number[]; readonly ended: number[] }
}

export function newLedger(from: Date): Ledger {
  return {
    from: from.getTime(),
    samples: [],
    threads: new Map(),
    messages: new Map(),
    drafts: new Map(),
    waits: { begun: [], ended: [] },
  }
}

export function threadOf(ledger: Ledger, id: string): ThreadLedger {
  let thread = ledger.threads.get(id)
  if (thread === undefined) {
    thread = {
      channel: null,
      surface: null,
      language: null,
      queue: null,
      openedAt: null,
      isAnswered: false,
      opened: null,
      resolved: null,
      lead: null,
      open: new Map(),
    }
    ledger.threads.set(id, thread)
  }
  return thread
}

/** Keeps a sample of the fact; what happened before the period is not kept, yet may be settled. */
export function count(
  ledger: Ledger,
  fact: Fact,
  metric: string,
  over: Partial<Pick<Sample, 'value' | 'member' | 'queue' | 'tag'>> = {},
): Sample {
  const sample = {
    metric,
    at: fact.created_at.getTime(),
    value: 1,
    threadId: fact.thread_id,
    member: fact.actor_kind === 'system' ? null : fact.actor_id,
    queue: null,
    tag: null,
    ...over,
  }
  if (sample.at >= ledger.from) ledger.samples.push(sample)
  return sample
}

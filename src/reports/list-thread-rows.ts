import { and, asc, eq, gt, gte, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { type Ledger, newLedger, type Sample } from './ledger.ts'
import { readThreadFacts } from './read-facts.ts'
import type { Period } from './report.ts'
import { takeFact } from './take-fact.ts'

const PAGE = 500

/** The columns of the file of threads, in their order. */
export const THREAD_COLUMNS = [
  'thread_id',
  'external_id',
  'channel_id',
  'surface',
  'language',
  'queue_id',
  'status',
  'priority',
  'labels',
  'created_at',
  'episodes',
  'resolutions',
  'inbound',
  'replies',
  'automatic_replies',
  'first_response_s',
  'resolution_s',
  'sla_breached',
  'waiting',
] as const
export type ThreadReportRow = Record<(typeof THREAD_COLUMNS)[number], string | number | null>

/**
 * Threads that were made in the period, oldest first, a page in memory at a time. Status, priority and labels are those of
 * now; everything else is what happened until the end of the period.
 */
export async function* listThreadRows(
  ctx: { readonly db: Db },
  workspaceId: string,
  { from, to }: Period,
): AsyncGenerator<ThreadReportRow> {
  let after = ''
  for (;;) {
    const page = await ctx.db
      .select()
      .from(threads)
      .where(
        and(
          eq(threads.workspace_id, workspaceId),
          gt(threads.id, after),
          gte(threads.created_at, from),
          lt(threads.created_at, to),
        ),
      )
      .orderBy(asc(threads.id))
      .limit(PAGE)
    const last = page.at(-1)
    if (last === undefined) return
    after = last.id
    const ids = page.map((thread) => thread.id)
    const ledger = newLedger(from)
    for await (const facts of readThreadFacts(ctx, workspaceId, ids, to)) {
      for (const fact of facts) takeFact(ledger, fact)
    }
    const samples = Map.groupBy(ledger.samples, (sample) => sample.threadId)
    for (const thread of page) yield toRow(thread, ledger, samples.get(thread.id) ?? [])
  }
}

function toRow(
  thread: typeof threads.$inferSelect,
  ledger: Ledger,
  samples: readonly Sample[],
): ThreadReportRow {
  const of = (metric: string) => samples.filter((sample) => sample.metric === metric)
  const seconds = (metric: string) => {
    const [first] = of(metric)
    return first === undefined ? null : first.value / 1000
  }
  const told = ledger.threads.get(thread.id)
  return {
    thread_id: thread.id,
    external_id: thread.external_id,
    channel_id: thread.channel_id,
    surface: thread.surface,
    language: told?.language ?? null,
    queue_id: told?.queue ?? null,
    status: thread.status,
    priority: thread.priority,
    labels: thread.labels.join(' | '),
    created_at: thread.created_at.toISOString(),
    episodes: of('opened').length,
    resolutions: of('resolved').length,
    inbound: of('inbound').length,
    replies: of('reply').length,
    automatic_replies: of('reply').filter((sample) => sample.value === 1).length,
    first_response_s: seconds('first_response'),
    resolution_s: seconds('resolution'),
    sla_breached: samples.filter((sample) => sample.metric.startsWith('sla_') && sample.value === 0).length,
    waiting: told?.open.size ?? 0,
  }
}

import { and, asc, eq, gt, notExists, notInArray, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels, jobs, messages, threads, workspaces } from '../db/schema.ts'
import { isUndecided } from '../inbox/is-undecided.ts'
import { settledAt } from '../inbox/touch-job.ts'
import type { Claim } from './claim-turn.ts'
import type { Turn } from './load-turn.ts'
import type { Outcome } from './outcome.ts'
import { writeOutcome } from './write-outcome.ts'

/** recorded; lost: another worker took the turn over; overtaken: something came in between, the turn runs again. */
export type Recorded = 'recorded' | 'lost' | 'overtaken' | 'empty'

interface RecordContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

type ThreadKey = Pick<typeof threads.$inferSelect, 'id' | 'workspace_id'>

/** So many undecided messages are looked through for those of one burst. */
const MOST_LEFT = 200
/** After so many overtaken turns the next one counts, or a customer who never pauses would never be answered. */
const MOST_RERUNS = 3

/**
 * Writes a turn's outcome in one transaction: decision, draft, thread, quarantine, events and the end of its job.
 * Writes nothing when the lease was lost, or when a message, a claim or a setting overtook the turn.
 */
export function recordOutcome(ctx: RecordContext, claim: Claim, outcome: Outcome | null): Promise<Recorded> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    // The thread before the job, as accepting does: locked the other way round, the two would wait for each other.
    const thread = await lockThread(tx, claim)
    if (thread === undefined) return 'lost'
    const job = await lockJob(tx, claim, thread.channel_id, now)
    if (job === undefined) return 'lost'
    if (outcome === null) {
      await endJob(tx, claim, thread, job.settleMs)
      return 'empty'
    }
    if (await isOvertaken(tx, claim, outcome, thread, job)) {
      await tx
        .update(jobs)
        .set({ lease_token: null, lease_until: null, attempts: 0, reruns: sql`${jobs.reruns} + 1` })
        .where(isOwnJob(claim))
      return 'overtaken'
    }
    await writeOutcome(ctx, tx, outcome, now)
    await endJob(tx, claim, thread, job.settleMs)
    return 'recorded'
  })
}

function isOwnJob(claim: Claim) {
  return and(eq(jobs.workspace_id, claim.workspaceId), eq(jobs.thread_id, claim.threadId))
}

async function lockThread(tx: Db, claim: Claim) {
  const [thread] = await tx
    .select({
      id: threads.id,
      workspace_id: threads.workspace_id,
      revision: threads.revision,
      channel_id: threads.channel_id,
    })
    .from(threads)
    .where(and(eq(threads.workspace_id, claim.workspaceId), eq(threads.id, claim.threadId)))
    .for('update')
  return thread
}

/** The job as long as the claim holds it, with the switches as they are now. */
async function lockJob(tx: Db, claim: Claim, channelId: string, now: Date) {
  const [job] = await tx
    .select({
      revision: jobs.revision,
      reruns: jobs.reruns,
      mode: channels.mode,
      settleMs: channels.settle_ms,
      settings: workspaces.settings,
    })
    .from(jobs)
    .innerJoin(channels, and(eq(channels.workspace_id, jobs.workspace_id), eq(channels.id, channelId)))
    .innerJoin(workspaces, eq(workspaces.id, jobs.workspace_id))
    .where(and(isOwnJob(claim), eq(jobs.lease_token, claim.token), gt(jobs.lease_until, now)))
    .for('update', { of: jobs })
  return job
}

type LockedJob = NonNullable<Awaited<ReturnType<typeof lockJob>>>

/** Whether a claim, a switch that somebody turned, or (so many times at most) more of the contact came in between. */
async function isOvertaken(
  tx: Db,
  claim: Claim,
  { turn }: Outcome,
  thread: { revision: number },
  job: LockedJob,
): Promise<boolean> {
  if (thread.revision !== turn.thread.revision) return true
  if (job.mode !== turn.channel.mode) return true
  if (job.settings.stop_everything !== turn.settings.stop_everything) return true
  if (job.revision === claim.revision || job.reruns >= MOST_RERUNS) return false
  return hasWrittenMore(tx, turn)
}

/** Under a post others write as well, and what they wrote is a turn of its own. */
async function hasWrittenMore(tx: Db, turn: Turn): Promise<boolean> {
  const [first] = turn.messages
  const ids = turn.messages.map((message) => message.id)
  const [more] = await tx
    .select({ one: sql`1` })
    .from(messages)
    .where(
      and(
        isUndecided(turn.thread),
        eq(messages.contact_id, turn.contact.id),
        eq(messages.disposition, first!.disposition),
        notInArray(messages.id, ids),
      ),
    )
    .limit(1)
  return more !== undefined
}

/** Ends the job, or hands it on where messages are left undecided: whoever wrote the oldest has a burst of their own. */
async function endJob(tx: Db, claim: Claim, thread: ThreadKey, settleMs: number): Promise<void> {
  const left = tx.select({ one: sql`1` }).from(messages).where(isUndecided(thread))
  const ended = await tx
    .delete(jobs)
    .where(and(isOwnJob(claim), notExists(left)))
    .returning({ id: jobs.thread_id })
  if (ended.length > 0) return
  await tx
    .update(jobs)
    .set({
      lease_token: null,
      lease_until: null,
      attempts: 0,
      reruns: 0,
      ...(await nextBurst(tx, thread, settleMs)),
    })
    .where(isOwnJob(claim))
}

/** When the burst of whoever wrote the oldest undecided message began, and when it has settled. */
async function nextBurst(tx: Db, thread: ThreadKey, settleMs: number) {
  const left = await tx
    .select({ contactId: messages.contact_id, disposition: messages.disposition, at: messages.received_at })
    .from(messages)
    .where(isUndecided(thread))
    .orderBy(asc(messages.id))
    .limit(MOST_LEFT)
  const first = left[0]!
  const last = left.findLast(
    (one) => one.contactId === first.contactId && one.disposition === first.disposition,
  )!
  const settles = first.disposition === 'live' ? settleMs : 0
  return { first_at: first.at, due_at: settledAt(first.at, last.at, settles) }
}

import { and, eq, isNull } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { contacts, messages, type threads, workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { TimelineItem } from '../domain/thread.ts'
import { isOfThread } from '../inbox/is-of-thread.ts'
import { openRedaction } from '../privacy/redact-text.ts'

type ThreadRow = typeof threads.$inferSelect

/**
 * The timeline with placeholders for personal data, the same one for the same value throughout. Under a post many people
 * write in one thread: each one's name is taken out of what all of them wrote.
 */
export async function maskTimeline(
  ctx: { readonly db: Db },
  thread: ThreadRow,
  timeline: readonly TimelineItem[],
): Promise<TimelineItem[]> {
  const people = await ctx.db
    .selectDistinct({ name: contacts.name })
    .from(contacts)
    .innerJoin(messages, eq(messages.contact_id, contacts.id))
    .where(
      and(
        isOfThread(messages, thread),
        // Where the name is `erased`, that is no name to hide.
        isNull(contacts.erased_at),
      ),
    )
  const [workspace] = await ctx.db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, thread.workspace_id))
  const { hide } = openRedaction({
    contactName: people.map(({ name }) => name ?? '').join(' '),
    orderMasks: workspace!.settings.order_masks ?? [],
    texts: timeline.flatMap(({ data }) => wordsIn(data)),
  })
  return timeline.map((item) => ({ ...item, data: mapWords(item.data, hide) as TimelineItem['data'] }))
}

/** Whoever asked for a thread as it was written is on record. */
export async function noteShown(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly newId: (prefix: string) => string },
  caller: Caller,
  thread: ThreadRow,
): Promise<void> {
  await ctx.db.transaction((tx) => appendAudit(ctx, tx, caller, 'personal_data.shown', thread.id))
}

/** Fields that hold what somebody wrote; all others hold ids, codes, numbers and times. */
const WRITTEN = new Set(['text', 'name', 'summary', 'reason', 'note', 'comment'])

function wordsIn(value: unknown): string[] {
  const words: string[] = []
  mapWords(value, (text) => {
    words.push(text)
    return text
  })
  return words
}

function mapWords(value: unknown, change: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapWords(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' && WRITTEN.has(name) ? change(inner) : mapWords(inner, change),
    ]),
  )
}

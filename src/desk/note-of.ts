import { and, asc, desc, eq, gte, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, decisions, drafts, messages, workspaces } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import type { ThreadNote } from '../domain/thread.ts'
import { isOfThread } from '../inbox/is-of-thread.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import type { ThreadRow } from './change-thread.ts'
import { type Said, writeNote } from './write-note.ts'

/** Enough of an episode for whoever goes on. */
const LATEST = 40

/**
 * The note of a thread's episode, made from what happened in it, in the thread's language or in that of whoever reads it;
 * personal data is replaced by placeholders.
 */
export async function noteOf(
  tx: Db,
  thread: ThreadRow,
  language: Language = languageOf(thread),
): Promise<ThreadNote> {
  const [contact] = await tx
    .select({ name: contacts.name, settings: workspaces.settings })
    .from(contacts)
    .innerJoin(workspaces, eq(workspaces.id, contacts.workspace_id))
    .where(and(eq(contacts.workspace_id, thread.workspace_id), eq(contacts.id, thread.contact_id)))
  const inbound = await readMessages(tx, thread)
  const since = inbound[0]?.at ?? thread.created_at
  const made = await readDrafts(tx, thread, since)
  const said = [...inbound, ...made.filter((draft) => draft.isSent)].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  )
  const redaction = openRedaction({
    contactName: contact?.name ?? null,
    orderMasks: contact?.settings.order_masks ?? [],
    texts: said.map((item) => item.text),
  })
  const hidden = <T extends Said>(items: readonly T[]) =>
    items.map((item) => ({ ...item, text: redaction.hide(item.text) }))
  return writeNote({
    language,
    status: thread.status,
    isWaiting: thread.waiting_since !== null,
    episode: thread.episode,
    labels: thread.labels,
    said: hidden(said),
    held: hidden(made.flatMap((draft) => (isUnsent(draft) ? [draft] : []))),
    reasons: await readReasons(tx, thread, since),
  })
}

function languageOf({ language }: ThreadRow): Language {
  return language === 'es' || language === 'en' ? language : 'pt'
}

type Made = Awaited<ReturnType<typeof readDrafts>>[number]

function isUnsent(draft: Made): draft is Made & { state: 'rejected' | 'failed' | 'pending_review' } {
  return draft.state === 'rejected' || draft.state === 'failed' || draft.state === 'pending_review'
}

async function readMessages(tx: Db, thread: ThreadRow): Promise<Said[]> {
  const rows = await tx
    .select({ text: messages.text, direction: messages.direction, at: messages.received_at })
    .from(messages)
    .where(
      and(isOfThread(messages, thread), eq(messages.episode, thread.episode), isNull(messages.deleted_at)),
    )
    .orderBy(desc(messages.id))
    .limit(LATEST)
  return rows
    .reverse()
    .map(({ text, direction, at }) => ({ from: direction === 'inbound' ? 'customer' : 'shop', text, at }))
}

async function readDrafts(tx: Db, thread: ThreadRow, since: Date) {
  const rows = await tx
    .select({
      text: drafts.text,
      kind: drafts.kind,
      state: drafts.state,
      reason: drafts.review_reason,
      at: drafts.updated_at,
    })
    .from(drafts)
    .where(
      and(
        isOfThread(drafts, thread),
        gte(drafts.created_at, since),
        inArray(drafts.state, ['approved', 'sent', 'rejected', 'failed', 'pending_review']),
      ),
    )
    .orderBy(desc(drafts.id))
    .limit(LATEST)
  return rows.reverse().map((row) => ({
    from: 'shop' as const,
    text: row.text,
    at: row.at,
    reason: row.reason,
    state: row.state,
    isNotice: row.kind === 'waiting_notice' || row.kind === 'acknowledgement',
    isSent: row.state === 'approved' || row.state === 'sent',
  }))
}

/** Why Recado brought a person in, oldest first. */
async function readReasons(tx: Db, thread: ThreadRow, since: Date): Promise<string[]> {
  const rows = await tx
    .select({ reasons: decisions.reasons })
    .from(decisions)
    .where(
      and(
        isOfThread(decisions, thread),
        gte(decisions.created_at, since),
        inArray(decisions.route, ['human', 'review', 'quarantine']),
      ),
    )
    .orderBy(asc(decisions.id))
    .limit(LATEST)
  return [...new Set(rows.flatMap((row) => row.reasons.slice(0, 1)))]
}

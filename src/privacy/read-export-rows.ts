import { and, asc, eq, gt, gte, inArray, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { contacts, decisions, messages, threads, workspaces } from '../db/schema.ts'
import type { ExportDocument, ExportKind } from '../domain/export.ts'
import { openArchive } from './archive.ts'
import { redact } from './redact-text.ts'

export type ExportedRow = Record<string, unknown>

interface ReadContext {
  readonly db: Db
  readonly clock: () => Date
}

export const EXPORT_COLUMNS: Readonly<Record<ExportKind, readonly string[]>> = {
  threads: [
    ...['id', 'channel_id', 'external_id', 'contact_id', 'surface', 'status', 'priority', 'queue_id'],
    ...['language', 'labels', 'episode', 'created_at', 'last_message_at', 'waiting_since'],
  ],
  contacts: [
    'id',
    'channel_id',
    'external_id',
    'name',
    'attributes',
    'is_blocked',
    'is_erased',
    'created_at',
  ],
  messages: [
    ...['id', 'thread_id', 'channel_id', 'external_id', 'contact_id', 'direction', 'surface', 'text'],
    ...['attachments', 'category', 'route', 'sent_at', 'received_at'],
  ],
}

const BATCH = 500

/** How many rows an export would hold now. */
export async function countExportRows(
  ctx: ReadContext,
  workspaceId: string,
  document: ExportDocument,
): Promise<number> {
  const { table } = SOURCES[document.kind]
  return ctx.db.$count(table, await whichRows(ctx, workspaceId, document))
}

/** The rows of an export as they are now, a batch at a time, so that a large one needs little memory. */
export async function* readExportRows(
  ctx: ReadContext,
  workspaceId: string,
  document: ExportDocument,
): AsyncGenerator<ExportedRow> {
  const which = await whichRows(ctx, workspaceId, document)
  const mask = document.personal_data === 'masked' ? await openMask(ctx.db, workspaceId) : null
  for (let after: string | null = null; ; ) {
    const isAfter = after === null ? undefined : gt(SOURCES[document.kind].table.id, after)
    const rows: ExportedRow[] = await SOURCES[document.kind].read(ctx.db, and(which, isAfter))
    yield* mask === null ? rows : await mask(ctx.db, document.kind, rows)
    if (rows.length < BATCH) return
    after = String(rows.at(-1)!.id)
  }
}

interface Source {
  readonly table: PgTable & {
    readonly id: PgColumn
    readonly workspace_id: PgColumn
    readonly channel_id: PgColumn
  }
  readonly at: PgColumn
  readonly read: (db: Db, which: SQL | undefined) => Promise<ExportedRow[]>
}

const SOURCES: Readonly<Record<ExportKind, Source>> = {
  threads: {
    table: threads,
    at: threads.created_at,
    read: (db, which) => db.select().from(threads).where(which).orderBy(asc(threads.id)).limit(BATCH),
  },
  contacts: {
    table: contacts,
    at: contacts.created_at,
    read: async (db, which) => {
      const rows = await db.select().from(contacts).where(which).orderBy(asc(contacts.id)).limit(BATCH)
      return rows.map((row) => ({
        ...row,
        is_blocked: row.blocked_at !== null,
        is_erased: row.erased_at !== null,
      }))
    },
  },
  messages: {
    table: messages,
    at: messages.received_at,
    read: async (db, which) => {
      const rows = await db
        .select({ message: messages, category: decisions.category, route: decisions.route })
        .from(messages)
        .leftJoin(decisions, eq(decisions.id, messages.decision_id))
        .where(which)
        .orderBy(asc(messages.id))
        .limit(BATCH)
      return rows.map(({ message, ...decided }) => ({ ...message, ...decided }))
    },
  },
}

async function whichRows(
  ctx: ReadContext,
  workspaceId: string,
  { kind, channel, from, until, with_archived }: ExportDocument,
): Promise<SQL | undefined> {
  const { table, at } = SOURCES[kind]
  return and(
    eq(table.workspace_id, workspaceId),
    channel === undefined ? undefined : eq(table.channel_id, channel),
    from === undefined ? undefined : gte(at, new Date(from)),
    until === undefined ? undefined : lt(at, new Date(until)),
    with_archived ? undefined : await isActive(ctx, workspaceId, kind),
  )
}

/** A message is archived with its thread; contacts are not. */
async function isActive(ctx: ReadContext, workspaceId: string, kind: ExportKind): Promise<SQL | undefined> {
  if (kind === 'contacts') return undefined
  const { before } = await openArchive(ctx, workspaceId, 'conversations', false)
  const isThreadActive = or(ne(threads.status, 'resolved'), gte(threads.last_message_at, before))
  if (kind === 'threads') return isThreadActive
  const active = ctx.db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), isThreadActive))
  return inArray(messages.thread_id, active)
}

type Mask = (db: Db, kind: ExportKind, rows: readonly ExportedRow[]) => Promise<ExportedRow[]>

/** Placeholders for personal data; names, the platform's ids, attributes and attachments are left out. */
async function openMask(db: Db, workspaceId: string): Promise<Mask> {
  const [workspace] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const orderMasks = workspace!.settings.order_masks ?? []
  return async (tx, kind, rows) => {
    const names = kind === 'messages' ? await readNames(tx, workspaceId, rows) : new Map<string, string>()
    return rows.map((row) => {
      const hidden = { ...row, external_id: null }
      if (kind === 'contacts') return { ...hidden, name: null, attributes: {} }
      if (kind === 'threads') return hidden
      const known = { contactName: names.get(String(row.thread_id)) ?? null, orderMasks }
      return { ...hidden, attachments: [], text: redact([String(row.text)], known).texts[0]! }
    })
  }
}

/** Under a post many people write in one thread: each one's name is taken out of what all of them wrote. */
async function readNames(
  db: Db,
  workspaceId: string,
  rows: readonly ExportedRow[],
): Promise<Map<string, string>> {
  const threadIds = [...new Set(rows.map((row) => String(row.thread_id)))]
  if (threadIds.length === 0) return new Map()
  const people = await db
    .selectDistinct({ threadId: messages.thread_id, name: contacts.name })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        inArray(messages.thread_id, threadIds),
        isNull(contacts.erased_at),
        sql`${contacts.name} is not null`,
      ),
    )
  const names = new Map<string, string>()
  for (const { threadId, name } of people) names.set(threadId, `${names.get(threadId) ?? ''} ${name}`.trim())
  return names
}

import { and, asc, eq, gte, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import {
  channels,
  contacts,
  type decisions,
  drafts,
  knowledgeVersions,
  messageRevisions,
  messages,
  threads,
  workspaces,
} from '../db/schema.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import type { Passage } from '../domain/passage.ts'
import { DEFAULT_POLICY } from '../moderation/default-policy.ts'
import type { PolicyDocument } from '../moderation/policy.ts'
import { readDocuments } from '../moderation/read-policy.ts'
import type { Turn } from '../pipeline/load-turn.ts'

export type DecisionRow = typeof decisions.$inferSelect

/** A turn as it was when it was decided, or why it cannot be put together any more. */
export type PastTurn =
  | { readonly state: 'kept'; readonly decision: DecisionRow; readonly kept: KeptTurn }
  /** Words that it was decided from were erased or deleted. */
  | { readonly state: 'erased'; readonly decision: DecisionRow }
  /** It was decided before traces were kept, could not be worked on, or rests on a policy that is gone. */
  | { readonly state: 'not_kept'; readonly decision: DecisionRow }

export interface KeptTurn {
  readonly turn: Turn
  readonly trace: DecisionTrace
  /** What an entry said in a version. */
  readonly entries: Entries
}

type Entries = ReadonlyMap<string, Passage['entry']>

interface Said {
  readonly row: typeof messages.$inferSelect
  readonly isGone: boolean
  /** What it said before each edit, oldest first. */
  readonly before: readonly { readonly text: string | null; readonly replaced_at: Date }[]
}

export function entryKey(id: string, version: number): string {
  return `${id}@${version}`
}

/** The turns of decisions of one workspace, in their order. */
export async function loadPastTurns(
  db: Db,
  workspaceId: string,
  rows: readonly DecisionRow[],
): Promise<PastTurn[]> {
  const traces = rows.flatMap(({ trace }) => (trace !== null && isWhole(trace) ? [trace] : []))
  const source = {
    ...(await loadThreads(db, workspaceId, rows)),
    said: await loadSaid(db, workspaceId, traces.flatMap(idsOf), oldestOf(rows)),
    sent: await loadSent(db, workspaceId, traces.flatMap(idsOf)),
    entries: await loadEntries(db, workspaceId, traces),
    policies: await readDocuments(
      db,
      workspaceId,
      traces.map((trace) => trace.policy),
    ),
  }
  return rows.map((decision) => putTogether(decision, source))
}

/** Erasing leaves an empty object. */
function isWhole(trace: DecisionTrace): boolean {
  return 'messages' in trace
}

interface Source {
  readonly settings: Turn['settings']
  readonly threads: ReadonlyMap<string, Pick<Turn, 'thread' | 'channel'>>
  readonly contacts: ReadonlyMap<string, Turn['contact']>
  readonly said: ReadonlyMap<string, Said>
  readonly sent: ReadonlyMap<string, string>
  readonly entries: Entries
  readonly policies: ReadonlyMap<string, PolicyDocument>
}

function putTogether(decision: DecisionRow, source: Source): PastTurn {
  const { trace } = decision
  if (trace === null) return { state: 'not_kept', decision }
  if (!isWhole(trace)) return { state: 'erased', decision }
  const ids = idsOf(trace).filter(isMessageId)
  if (ids.some((id) => source.said.get(id)?.isGone !== false)) return { state: 'erased', decision }
  const document =
    trace.policy === DEFAULT_POLICY.version ? DEFAULT_POLICY.document : source.policies.get(trace.policy)
  if (document === undefined) return { state: 'not_kept', decision }
  const turn = turnOf(decision, trace, { version: trace.policy, document }, source)
  return { state: 'kept', decision, kept: { turn, trace, entries: source.entries } }
}

/** The rows as they are, with all that may have changed since put back. */
function turnOf(decision: DecisionRow, trace: DecisionTrace, policy: Turn['policy'], source: Source): Turn {
  const { circumstances: then, settings, contactName } = trace
  const { thread, channel } = source.threads.get(decision.thread_id)!
  const read = (id: string) => asOf(source.said.get(id)!, decision.created_at)
  const said = trace.messages.map((id) => ({ ...read(id), disposition: then.disposition }))
  const contact = source.contacts.get(said[0]!.contact_id)!
  const isHeld = then.isAiSilenced && !then.isHumanReplied
  return {
    thread: {
      ...thread,
      is_ai_silenced: then.isHumanReplied,
      held_by: isHeld ? 'somebody' : null,
      held_until: null,
      labels: [...then.threadLabels],
    },
    channel: { ...channel, mode: then.mode },
    contact: {
      ...contact,
      name: contactName,
      blocked_at: then.isSenderBlocked ? decision.created_at : null,
      opted_out_at: then.isOptedOut ? decision.created_at : null,
    },
    settings: {
      ...source.settings,
      tone: settings.tone,
      greeting: settings.greeting,
      order_masks: [...settings.orderMasks],
      stop_everything: then.isStopped,
    },
    policy,
    // Asked only by signals whose results were kept.
    wordLists: [],
    takenAway: 0,
    messages: said,
    carried: trace.carried.map(read),
    history: trace.history.map(({ id, from }) => ({
      id,
      from,
      text: isMessageId(id) ? read(id).text : (source.sent.get(id) ?? ''),
    })),
    isKnownCustomer: then.isKnownCustomer,
    isAwaitingHuman: then.isAwaitingHuman,
    // Of what is decided nothing depends on it.
    isOtherWaiting: false,
    isLoop: then.isLoop,
  }
}

function idsOf(trace: DecisionTrace): string[] {
  return [...trace.messages, ...trace.carried, ...trace.history.map(({ id }) => id)]
}

function isMessageId(id: string): boolean {
  return id.startsWith('msg_')
}

/** A message as it stood at an instant. */
function asOf({ row, before }: Said, at: Date): typeof messages.$inferSelect {
  const replaced = before.find(({ replaced_at }) => replaced_at >= at)
  return replaced === undefined ? row : { ...row, text: replaced.text ?? '' }
}

function oldestOf(rows: readonly DecisionRow[]): Date {
  return new Date(Math.min(...rows.map(({ created_at }) => created_at.getTime())))
}

async function loadThreads(db: Db, workspaceId: string, rows: readonly DecisionRow[]) {
  const found = await db
    .select({ thread: threads, channel: channels })
    .from(threads)
    .innerJoin(
      channels,
      and(eq(channels.workspace_id, threads.workspace_id), eq(channels.id, threads.channel_id)),
    )
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        inArray(threads.id, [...new Set(rows.map((row) => row.thread_id))]),
      ),
    )
  const [workspace] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const authors = await db
    .selectDistinct({ contact: contacts })
    .from(contacts)
    .innerJoin(messages, eq(messages.contact_id, contacts.id))
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        inArray(
          messages.id,
          rows.map((row) => row.message_id),
        ),
      ),
    )
  return {
    settings: workspace!.settings,
    threads: new Map(found.map((row) => [row.thread.id, row])),
    contacts: new Map(authors.map(({ contact }) => [contact.id, contact])),
  }
}

async function loadSaid(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
  since: Date,
): Promise<Map<string, Said>> {
  const wanted = [...new Set(ids.filter(isMessageId))]
  const rows = await db
    .select({ row: messages, erased_at: contacts.erased_at })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(and(eq(messages.workspace_id, workspaceId), inArray(messages.id, wanted)))
  const edits = await db
    .select()
    .from(messageRevisions)
    .where(
      and(
        eq(messageRevisions.workspace_id, workspaceId),
        inArray(messageRevisions.message_id, wanted),
        gte(messageRevisions.replaced_at, since),
      ),
    )
    .orderBy(asc(messageRevisions.id))
  const byMessage = Map.groupBy(edits, (edit) => edit.message_id)
  return new Map(
    rows.map(({ row, erased_at }) => [
      row.id,
      {
        row,
        isGone: erased_at !== null || row.deleted_at !== null,
        before: byMessage.get(row.id) ?? [],
      },
    ]),
  )
}

async function loadSent(db: Db, workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => !isMessageId(id)))]
  const rows = await db
    .select({ id: drafts.id, text: drafts.text })
    .from(drafts)
    .where(and(eq(drafts.workspace_id, workspaceId), inArray(drafts.id, wanted)))
  return new Map(rows.map(({ id, text }) => [id, text]))
}

async function loadEntries(
  db: Db,
  workspaceId: string,
  traces: readonly DecisionTrace[],
): Promise<Map<string, Passage['entry']>> {
  const found = traces.flatMap(({ searches }) => searches.flatMap((search) => search.found))
  const rows = await db
    .select()
    .from(knowledgeVersions)
    .where(
      and(
        eq(knowledgeVersions.workspace_id, workspaceId),
        inArray(knowledgeVersions.entry_id, [...new Set(found.map(({ entry }) => entry))]),
      ),
    )
  return new Map(
    rows.map(({ entry_id, external_id, version, content }) => {
      const { question, answer, language } = content as Pick<
        Passage['entry'],
        'question' | 'answer' | 'language'
      >
      return [entryKey(entry_id, version), { id: entry_id, external_id, question, answer, language, version }]
    }),
  )
}

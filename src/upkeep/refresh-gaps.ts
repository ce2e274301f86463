import { and, asc, desc, eq, gte, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import {
  decisions,
  drafts,
  knowledgeEntries,
  knowledgeGaps,
  knowledgeMisses,
  knowledgeUpkeep,
  messages,
} from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { LANGUAGES, type Language } from '../domain/language.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import { readRevision } from '../knowledge/read-revision.ts'
import { searchPassages } from '../knowledge/search-passages.ts'
import { clusterQuestions } from './cluster-questions.ts'
import { collectMisses } from './collect-misses.ts'
import { proposeEntries } from './propose-entries.ts'
import { proposeVariants } from './propose-variants.ts'
import type { UpkeepContext } from './upkeep-context.ts'
import { makeWeigher } from './weigh-words.ts'

type Miss = Pick<typeof knowledgeMisses.$inferSelect, 'id' | 'text' | 'contact_id' | 'gap_id'>

/** Questions of one kind, the one that stands best for them first. */
interface Group {
  readonly language: Language
  readonly misses: readonly Miss[]
}

const WINDOW_MS = 30 * 86_400_000
/** Fewer are chance, and one person's are not everybody's. */
const LEAST_QUESTIONS = 3
const LEAST_CONTACTS = 2
/** The newest of a language; four times as many take sixteen times as long. */
const MOST_QUESTIONS = 3000
const MOST_BACKGROUND = 3000
/** How many of a gap's questions are asked of changed knowledge. */
const PROBES = 5

/**
 * Brings a workspace's gaps up to date: reads what was asked since the last time, drops what was answered, and gathers the
 * rest of the last 30 days. A gap keeps its id as long as most of its questions stay together.
 */
export async function refreshGaps(installed: Installed<UpkeepContext>, workspaceId: string): Promise<void> {
  const ctx = await forWorkspace(installed, workspaceId)
  const before = await openUpkeep(ctx, workspaceId)
  for (let until: string | null = before.read_until; until !== null; ) {
    until = await collectMisses(ctx, workspaceId, until)
  }
  const since = new Date(ctx.clock().getTime() - WINDOW_MS)
  await dropSettled(ctx.db, workspaceId, since)
  const revision = await readRevision(ctx.db, workspaceId)
  if (revision !== before.revision) await closeAnswered(ctx, workspaceId)
  const groups: Group[] = []
  for (const language of LANGUAGES) groups.push(...(await groupMisses(ctx, workspaceId, language, since)))
  await keepGroups(ctx, workspaceId, groups)
  await proposeEntries(ctx, workspaceId)
  await proposeVariants(ctx, workspaceId, since)
  await ctx.db
    .update(knowledgeUpkeep)
    .set({ revision, refreshed_at: ctx.clock() })
    .where(eq(knowledgeUpkeep.workspace_id, workspaceId))
}

async function openUpkeep({ db, clock }: UpkeepContext, workspaceId: string) {
  await db
    .insert(knowledgeUpkeep)
    .values({ workspace_id: workspaceId, due_at: clock() })
    .onConflictDoNothing()
  const [row] = await db.select().from(knowledgeUpkeep).where(eq(knowledgeUpkeep.workspace_id, workspaceId))
  return row!
}

/** What is older than the window, what a person sent as it was proposed, and what was erased is no miss. */
async function dropSettled(db: Db, workspaceId: string, since: Date): Promise<void> {
  const sentAsProposed = db
    .select({ id: drafts.decision_id })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        inArray(drafts.state, ['approved', 'sent']),
        eq(drafts.text, drafts.proposed_text),
        eq(drafts.decision_id, knowledgeMisses.decision_id),
      ),
    )
  await db
    .delete(knowledgeMisses)
    .where(
      and(
        eq(knowledgeMisses.workspace_id, workspaceId),
        or(
          sql`${knowledgeMisses.asked_at} < ${since.toISOString()}::timestamptz`,
          eq(knowledgeMisses.text, 'erased'),
          sql`exists ${sentAsProposed}`,
        ),
      ),
    )
}

/** A gap whose central questions changed knowledge answers is closed, with all its questions. */
async function closeAnswered(ctx: UpkeepContext, workspaceId: string): Promise<void> {
  const gaps = await ctx.db
    .select({ id: knowledgeGaps.id, language: knowledgeGaps.language })
    .from(knowledgeGaps)
    .where(and(eq(knowledgeGaps.workspace_id, workspaceId), ne(knowledgeGaps.state, 'answered')))
  for (const gap of gaps) {
    const inGap = and(eq(knowledgeMisses.workspace_id, workspaceId), eq(knowledgeMisses.gap_id, gap.id))
    const probes = await ctx.db
      .select({ text: knowledgeMisses.text })
      .from(knowledgeMisses)
      .where(inGap)
      .orderBy(asc(knowledgeMisses.place))
      .limit(PROBES)
    const found = await searchPassages(
      ctx,
      workspaceId,
      probes.map(({ text }) => ({ text, language: gap.language, limit: 1 })),
    )
    const limit = ctx.models.ranker.thresholds.auto
    const answered = found.filter(([passage]) => passage !== undefined && passage.confidence >= limit)
    if (answered.length * 2 <= probes.length) continue
    await ctx.db.transaction(async (tx) => {
      await tx.update(knowledgeMisses).set({ answered_at: ctx.clock() }).where(inGap)
      await tx
        .update(knowledgeGaps)
        .set({ state: 'answered', revision: sql`${knowledgeGaps.revision} + 1` })
        .where(and(eq(knowledgeGaps.workspace_id, workspaceId), eq(knowledgeGaps.id, gap.id)))
    })
  }
}

async function groupMisses(
  ctx: UpkeepContext,
  workspaceId: string,
  language: Language,
  since: Date,
): Promise<Group[]> {
  const misses = await ctx.db
    .select()
    .from(knowledgeMisses)
    .where(
      and(
        eq(knowledgeMisses.workspace_id, workspaceId),
        eq(knowledgeMisses.language, language),
        gte(knowledgeMisses.asked_at, since),
        isNull(knowledgeMisses.answered_at),
      ),
    )
    .orderBy(desc(knowledgeMisses.asked_at), asc(knowledgeMisses.id))
    .limit(MOST_QUESTIONS)
  if (misses.length < LEAST_QUESTIONS) return []
  const weigh = makeWeigher(await readBackground(ctx.db, workspaceId, language, since), language)
  const groups = await clusterQuestions(
    ctx.models.embedder,
    misses.map(({ text }) => weigh(text)),
  )
  return groups
    .map((group) => ({ language, misses: group.map((i) => misses[i]!) }))
    .filter((group) => group.misses.length >= LEAST_QUESTIONS)
    .filter((group) => new Set(group.misses.map((miss) => miss.contact_id)).size >= LEAST_CONTACTS)
}

/** What is said in a language where nothing is missing: the entries, and messages that were no miss. */
async function readBackground(
  db: Db,
  workspaceId: string,
  language: Language,
  since: Date,
): Promise<string[]> {
  const entries = await db
    .select({ question: knowledgeEntries.question, answer: knowledgeEntries.answer })
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), eq(knowledgeEntries.language, language)))
    .limit(MOST_BACKGROUND)
  const missed = db
    .select({ id: knowledgeMisses.decision_id })
    .from(knowledgeMisses)
    .where(eq(knowledgeMisses.workspace_id, workspaceId))
  const answered = await db
    .select({ text: messages.text })
    .from(decisions)
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .where(
      and(
        eq(decisions.workspace_id, workspaceId),
        gte(decisions.created_at, since),
        sql`${decisions.assessment}#>>'{language,tag}' = ${language}`,
        notInArray(decisions.id, missed),
      ),
    )
    .orderBy(desc(decisions.id))
    .limit(MOST_BACKGROUND)
  return [
    ...entries.flatMap(({ question, answer }) => [question, answer]),
    ...answered.map(({ text }) => text),
  ]
}

/** Each group goes on under the id that most of its questions had; the largest chooses first. */
async function keepGroups(ctx: UpkeepContext, workspaceId: string, groups: readonly Group[]): Promise<void> {
  const caller = { workspaceId, actor: systemActor('upkeep') }
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(knowledgeMisses)
      .set({ gap_id: null, place: null })
      .where(and(eq(knowledgeMisses.workspace_id, workspaceId), isNull(knowledgeMisses.answered_at)))
    const taken = new Set<string>()
    for (const group of groups.toSorted((a, b) => b.misses.length - a.misses.length)) {
      const known = commonGap(group.misses, taken)
      const id = known ?? ctx.newId('gap')
      taken.add(id)
      await keepGap(ctx, tx, workspaceId, id, group)
      if (known !== null) continue
      const data = { gap_id: id, language: group.language, questions: group.misses.length }
      await appendEvents(ctx, tx, caller, [{ type: 'kb.gap_detected', data }])
    }
    await tx
      .delete(knowledgeGaps)
      .where(
        and(
          eq(knowledgeGaps.workspace_id, workspaceId),
          eq(knowledgeGaps.state, 'open'),
          taken.size === 0 ? undefined : notInArray(knowledgeGaps.id, [...taken]),
        ),
      )
  })
}

function commonGap(misses: readonly Miss[], taken: ReadonlySet<string>): string | null {
  const counts = new Map<string, number>()
  for (const { gap_id } of misses) {
    if (gap_id !== null && !taken.has(gap_id)) counts.set(gap_id, (counts.get(gap_id) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most?.[0] ?? null
}

async function keepGap(
  ctx: UpkeepContext,
  tx: Db,
  workspaceId: string,
  id: string,
  { language, misses }: Group,
): Promise<void> {
  const questions = misses.length
  await tx
    .insert(knowledgeGaps)
    .values({ id, workspace_id: workspaceId, language, state: 'open', questions, created_at: ctx.clock() })
    .onConflictDoUpdate({ target: knowledgeGaps.id, set: { questions } })
  const rows = misses.map((miss, place) => sql`(${miss.id}::text, ${place}::int)`)
  await tx.execute(sql`
    update ${knowledgeMisses} set gap_id = ${id}, place = placed.place
    from (values ${sql.join(rows, sql`, `)}) as placed (id, place)
    where ${knowledgeMisses.workspace_id} = ${workspaceId} and ${knowledgeMisses.id} = placed.id`)
}

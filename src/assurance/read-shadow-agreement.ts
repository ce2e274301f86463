import { and, asc, eq, gte, inArray, isNull, lt, notInArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages, moderationDecisions, threads } from '../db/schema.ts'
import { bandOf } from '../domain/qa-sample.ts'
import { AppError } from '../errors.ts'
import { measureAgreement } from './measure-agreement.ts'
import { AgreementView } from './read-results.ts'
import { sayTheSame } from './say-the-same.ts'

/** What is done about a message. */
const ACTS = ['answer', 'person', 'hold', 'none'] as const
const Act = z.enum(ACTS)
type Act = z.infer<typeof Act>

const Slice = AgreementView.extend({ key: z.string() })

export const ShadowAgreement = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    waits_h: z.int(),
    overall: AgreementView,
    table: z
      .array(z.object({ recado: Act, people: Act, count: z.int() }))
      .describe(
        '`answer`: Recado would send its draft, people said the same; `person`: people answered in their own way; `hold`: hidden, held or blocked; `none`: nothing',
      ),
    by_category: z.array(Slice),
    by_language: z.array(Slice),
    by_band: z.array(Slice).describe('By the confidence of the draft; `none` where there was none'),
    pending: z.int().describe('People may still act'),
    after_a_person: z
      .int()
      .describe(
        'Not compared: a person had answered in the episode already, after which Recado only listens',
      ),
  })
  .meta({ id: 'ShadowAgreement' })
export type ShadowAgreement = z.infer<typeof ShadowAgreement>

export interface AgreementQuery {
  readonly from: Date
  readonly to: Date
  readonly channelId: string | null
  /** So long people may take before nothing counts as what they did. */
  readonly waitsH: number
}

const MOST_DECISIONS = 20_000
const HOUR_MS = 3600_000

interface Compared {
  readonly recado: Act
  readonly people: Act
  readonly category: string
  readonly language: string
  readonly band: string
}

/**
 * What Recado would have done in channels in shadow mode beside what people did. Throws `invalid_request` for a period with
 * more decisions than can be compared at once.
 */
export async function readShadowAgreement(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  query: AgreementQuery,
): Promise<ShadowAgreement> {
  const decided = await readDecided(ctx.db, workspaceId, query)
  const fresh = decided.filter(({ decision }) => !decision.reasons.includes('human_replied'))
  const found = await readPeople(ctx.db, workspaceId, fresh)
  const now = ctx.clock().getTime()
  const compared: Compared[] = []
  let pending = 0
  for (const each of fresh) {
    const people = actOfPeople(each, found, now, query.waitsH * HOUR_MS)
    if (people === null) pending += 1
    else compared.push(compareOne(each, people))
  }
  return {
    from: query.from.toISOString(),
    to: query.to.toISOString(),
    waits_h: query.waitsH,
    overall: agreementOf(compared),
    table: tableOf(compared),
    by_category: slicesOf(compared, ({ category }) => category),
    by_language: slicesOf(compared, ({ language }) => language),
    by_band: slicesOf(compared, ({ band }) => band),
    pending,
    after_a_person: decided.length - fresh.length,
  }
}

interface Decided {
  readonly decision: typeof decisions.$inferSelect
  readonly draft: typeof drafts.$inferSelect | null
  /** When the message came, and when the next one of the thread did that was decided. */
  readonly since: Date
  readonly until: Date | null
}

async function readDecided(db: Db, workspaceId: string, query: AgreementQuery): Promise<Decided[]> {
  const rows = await db
    .select({ decision: decisions, draft: drafts, since: messages.received_at })
    .from(decisions)
    .innerJoin(threads, eq(threads.id, decisions.thread_id))
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(
      and(
        eq(decisions.workspace_id, workspaceId),
        eq(decisions.mode, 'shadow'),
        eq(messages.disposition, 'live'),
        gte(decisions.created_at, query.from),
        lt(decisions.created_at, query.to),
        query.channelId === null ? undefined : eq(threads.channel_id, query.channelId),
      ),
    )
    .orderBy(asc(decisions.id))
    .limit(MOST_DECISIONS + 1)
  if (rows.length > MOST_DECISIONS) {
    const detail = `The period has more than ${MOST_DECISIONS} decisions; ask for a shorter one`
    throw new AppError('invalid_request', detail, { errors: [{ pointer: '/from', detail }] })
  }
  const next = new Map<string, Date>()
  return rows
    .toReversed()
    .map((row) => {
      const until = next.get(row.decision.thread_id) ?? null
      next.set(row.decision.thread_id, row.since)
      return { ...row, until }
    })
    .toReversed()
}

interface People {
  readonly replies: ReadonlyMap<string, readonly { readonly text: string; readonly at: Date }[]>
  /** Decisions whose messages people held back. */
  readonly held: ReadonlySet<string>
}

async function readPeople(db: Db, workspaceId: string, decided: readonly Decided[]): Promise<People> {
  const threadIds = [...new Set(decided.map(({ decision }) => decision.thread_id))]
  const said = await db
    .select({ threadId: messages.thread_id, text: messages.text, at: messages.received_at })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.direction, 'outbound'),
        inArray(messages.thread_id, threadIds),
      ),
    )
  const written = await db
    .select({ threadId: drafts.thread_id, text: drafts.text, at: drafts.created_at })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        eq(drafts.kind, 'person'),
        inArray(drafts.state, ['approved', 'sent']),
        inArray(drafts.thread_id, threadIds),
      ),
    )
  const held = await db
    .select({ id: messages.decision_id })
    .from(moderationDecisions)
    .innerJoin(messages, eq(messages.id, moderationDecisions.message_id))
    .where(
      and(
        eq(moderationDecisions.workspace_id, workspaceId),
        inArray(moderationDecisions.thread_id, threadIds),
        notInArray(moderationDecisions.actor_kind, ['system']),
        inArray(moderationDecisions.action, [...HOLDS]),
        isNull(moderationDecisions.reversed_at),
      ),
    )
  const replies = [...said, ...written].sort((a, b) => a.at.getTime() - b.at.getTime())
  return {
    replies: Map.groupBy(replies, (reply) => reply.threadId),
    held: new Set(held.flatMap(({ id }) => id ?? [])),
  }
}

const HOLDS = ['hide', 'delete', 'block', 'quarantine'] as const

function actOfRecado({ decision: { route }, draft }: Decided): Act {
  if (route === 'auto_reply') return 'answer'
  if (route === 'review') return draft === null ? 'person' : 'answer'
  if (route === 'human') return 'person'
  return route === 'none' ? 'none' : 'hold'
}

/** What people did until the next turn, or until they had waited long enough; null while they may still act. */
function actOfPeople(each: Decided, people: People, now: number, waitMs: number): Act | null {
  const { decision, draft, since } = each
  if (people.held.has(decision.id)) return 'hold'
  const end = Math.min(since.getTime() + waitMs, each.until?.getTime() ?? Number.POSITIVE_INFINITY)
  const reply = people.replies.get(decision.thread_id)?.find(({ at }) => at >= since && at.getTime() < end)
  if (reply === undefined) return now < end ? null : 'none'
  const isSame =
    draft !== null &&
    actOfRecado(each) === 'answer' &&
    sayTheSame(draft.proposed_text, reply.text, draft.language)
  return isSame ? 'answer' : 'person'
}

function compareOne(each: Decided, people: Act): Compared {
  const { decision, draft } = each
  return {
    recado: actOfRecado(each),
    people,
    category: decision.category,
    language: decision.assessment.language.tag,
    band: bandOf(draft?.confidence ?? null),
  }
}

function agreementOf(compared: readonly Compared[]) {
  return measureAgreement(compared.map(({ recado, people }) => [recado, people]))
}

function tableOf(compared: readonly Compared[]): ShadowAgreement['table'] {
  return ACTS.flatMap((recado) =>
    ACTS.flatMap((people) => {
      const count = compared.filter((each) => each.recado === recado && each.people === people).length
      return count === 0 ? [] : [{ recado, people, count }]
    }),
  )
}

function slicesOf(compared: readonly Compared[], keyOf: (each: Compared) => string) {
  const groups = [...Map.groupBy(compared, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([key, own]) => ({ key, ...agreementOf(own) }))
}

import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { decisions, quarantineItems, threads } from '../db/schema.ts'
import { Surface } from '../domain/assessment.ts'
import { Severity } from '../domain/signal.ts'
import { NotFoundError } from '../errors.ts'
import { type Archive, isInView } from '../privacy/archive.ts'
import { DEFAULT_POLICY } from './default-policy.ts'
import type { PolicyDocument } from './policy.ts'
import { readDocuments } from './read-policy.ts'

export const QuarantineState = z.enum(['held', 'released', 'confirmed'])
export type QuarantineState = z.infer<typeof QuarantineState>

/** A message that was held until a person looks. */
export const QuarantineItem = z
  .object({
    id: z.string(),
    state: QuarantineState,
    thread_id: z.string(),
    message_id: z.string(),
    surface: Surface,
    text: z
      .string()
      .describe('With placeholders for personal data; as it was written it stands in its thread'),
    category: z.string(),
    reasons: z.array(z.string()),
    severity: Severity,
    policy: z.string().describe('Version of the policy that held it'),
    rule: z.string().nullable(),
    guidance: z
      .object({ pt: z.string(), es: z.string(), en: z.string() })
      .describe('What the policy says to whoever looks, in their language: of its rule, or of the whole'),
    claimed_by: z.string().nullable().describe('Who looks at it now'),
    claimed_until: z.iso.datetime().nullable(),
    decided_by: z.string().nullable(),
    decided_reason: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'QuarantineItem' })
export type QuarantineItem = z.infer<typeof QuarantineItem>

export type QuarantineRow = typeof quarantineItems.$inferSelect

/** Held messages, newest first. */
export async function listQuarantine(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: QuarantineState | null; readonly before: string | null; readonly limit: number },
  archive?: Archive,
): Promise<QuarantineItem[]> {
  return selectItems(
    ctx.db,
    workspaceId,
    and(
      filter.state === null ? undefined : eq(quarantineItems.state, filter.state),
      filter.before === null ? undefined : lt(quarantineItems.id, filter.before),
      isInView(archive, eq(quarantineItems.state, 'held'), quarantineItems.decided_at),
    ),
    filter.limit,
  )
}

/** Throws `not_found`. */
export async function getQuarantineItem(db: Db, workspaceId: string, id: string): Promise<QuarantineItem> {
  const [item] = await selectItems(db, workspaceId, eq(quarantineItems.id, id), 1)
  if (item === undefined) throw new NotFoundError('quarantined message', id)
  return item
}

/** Items with the words of every message of their turn: what was held may stand in any of them. */
async function selectItems(
  db: Db,
  workspaceId: string,
  which: SQL | undefined,
  limit: number,
): Promise<QuarantineItem[]> {
  const texts = sql<string>`(select string_agg(m.text, E'\n' order by m.id) from messages m where m.decision_id = ${decisions.id} and m.workspace_id = ${workspaceId})`
  const rows = await db
    .select({
      item: quarantineItems,
      category: decisions.category,
      message_id: decisions.message_id,
      moderation: decisions.moderation,
      policy: sql<string>`${decisions.assessment}->'versions'->>'policy'`,
      surface: threads.surface,
      text: texts,
    })
    .from(quarantineItems)
    .innerJoin(decisions, eq(decisions.id, quarantineItems.decision_id))
    .innerJoin(threads, eq(threads.id, quarantineItems.thread_id))
    .where(and(eq(quarantineItems.workspace_id, workspaceId), which))
    .orderBy(desc(quarantineItems.id))
    .limit(limit)
  const documents = await readDocuments(
    db,
    workspaceId,
    rows.map((row) => row.policy),
  )
  return rows.map(({ item, moderation, ...rest }) => {
    const { workspace_id: _scope, decision_id: _turn, ...shown } = item
    const rule = moderation.rule ?? null
    return {
      ...shown,
      ...rest,
      rule,
      guidance: guidanceOf(documents.get(rest.policy) ?? DEFAULT_POLICY.document, rule),
      claimed_until: item.claimed_until?.toISOString() ?? null,
      decided_at: item.decided_at?.toISOString() ?? null,
      created_at: item.created_at.toISOString(),
    }
  })
}

function guidanceOf(document: PolicyDocument, rule: string | null): QuarantineItem['guidance'] {
  const given = document.rules.find((each) => each.id === rule)?.guidance ?? document.guidance
  return typeof given === 'string' ? { pt: given, es: given, en: given } : given
}

import { and, asc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { events } from '../db/schema.ts'
import { FACT_TYPES, type Fact, type FactData } from './fact.ts'

const PAGE = 5000

/** Picked in the database, because a whole decision is some fifty times as large. */
const PICKED = sql<FactData>`jsonb_strip_nulls(jsonb_build_object(
  'message_id', ${events.data}->'message_id', 'message_ids', ${events.data}->'message_ids',
  'direction', ${events.data}->'direction', 'disposition', ${events.data}->'disposition',
  'surface', ${events.data}->'surface', 'contact_id', ${events.data}->'contact_id',
  'channel_id', ${events.data}->'channel_id', 'draft_id', ${events.data}->'draft_id',
  'kind', ${events.data}->'kind', 'held_by', ${events.data}->'held_by',
  'action', ${events.data}->'action', 'reverses', ${events.data}->'reverses',
  'outcome', ${events.data}->'outcome', 'state', ${events.data}->'state',
  'value', ${events.data}->'value', 'currency', ${events.data}->'currency',
  'text', case when ${events.type} = 'reply.requested' then ${events.data}->'text' end,
  'queue_id', coalesce(nullif(${events.data}->'queue_id', 'null'), nullif(${events.data}#>'{to,queue_id}', 'null'),
    ${events.data}#>'{decision,handoff,queue_id}'),
  'language', ${events.data}#>'{decision,language,tag}', 'category', ${events.data}#>'{decision,category}',
  'route', ${events.data}#>'{decision,route}', 'reason', ${events.data}#>'{decision,reasons,0}',
  'moderation', ${events.data}#>'{decision,moderation,action}', 'labels', ${events.data}#>'{decision,handoff,labels}',
  'citations', jsonb_path_query_array(${events.data}, '$.decision.citations[*].external_id'),
  'is_handed_off', jsonb_typeof(${events.data}#>'{decision,handoff}') = 'object',
  'draft', case when ${events.type} = 'draft.created' then jsonb_build_object('id', ${events.data}#>'{draft,id}',
    'text', ${events.data}#>'{draft,text}', 'state', ${events.data}#>'{draft,state}') end))`

/** The workspace's facts from `since` until before `to`, in the order in which they happened, a page at a time. */
export function readFacts(
  ctx: { readonly db: Db },
  workspaceId: string,
  since: Date,
  to: Date,
): AsyncGenerator<Fact[]> {
  const which = and(
    eq(events.workspace_id, workspaceId),
    gte(events.created_at, since),
    lt(events.created_at, to),
    inArray(events.type, [...FACT_TYPES]),
  )
  return readPages(ctx, which)
}

/** All facts of some threads until before `to`. */
export function readThreadFacts(
  ctx: { readonly db: Db },
  workspaceId: string,
  threadIds: readonly string[],
  to: Date,
): AsyncGenerator<Fact[]> {
  const which = and(
    eq(events.workspace_id, workspaceId),
    inArray(events.thread_id, [...threadIds]),
    lt(events.created_at, to),
    inArray(events.type, [...FACT_TYPES]),
  )
  return readPages(ctx, which)
}

async function* readPages(ctx: { readonly db: Db }, which: SQL | undefined): AsyncGenerator<Fact[]> {
  let after: SQL | undefined
  for (;;) {
    const page = await ctx.db
      .select({
        seq: events.seq,
        type: events.type,
        thread_id: events.thread_id,
        actor_kind: events.actor_kind,
        actor_id: events.actor_id,
        created_at: events.created_at,
        data: PICKED,
      })
      .from(events)
      .where(and(which, after))
      .orderBy(asc(events.created_at), asc(events.seq))
      .limit(PAGE)
    yield page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = sql`(${events.created_at}, ${events.seq}) > (${last.created_at.toISOString()}::timestamptz, ${last.seq})`
  }
}

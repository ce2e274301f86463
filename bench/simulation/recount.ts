import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/database.ts'

export type Figures = Record<string, number | null>

/**
 * Every figure again, by plain SQL over the events of a workspace that were before `to`. It shares nothing with
 * src/reports but the names of the figures.
 */
export async function recount({ db }: { readonly db: Db }, workspaceId: string, to: Date): Promise<Figures> {
  const rows = await read<{ name: string; value: number | null }>(
    db,
    sql`${threadsTold(workspaceId, to)} ${responses} ${FIGURES}`,
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value === null ? null : Number(value)]))
}

/** How each live message of a customer ended: answered, waiting, or closed for the reason that stands there. */
export async function endings({ db }: { readonly db: Db }, workspaceId: string, to: Date) {
  const rows = await read<{ ending: string | null; messages: number }>(
    db,
    sql`${threadsTold(workspaceId, to)} select coalesce(last.ending, 'unknown') as ending, count(*)::int as messages
      from messages m left join lateral (
        select t.ending from ended t where t.message = m.id and 'waiting' in (t.ending, t.before) order by t.at desc, t.seq desc limit 1) last on true
      where m.workspace_id = ${workspaceId} and m.direction = 'inbound' and m.disposition = 'live'
      group by 1 order by 2 desc`,
  )
  return rows.map(({ ending, messages }) => ({ ending: ending ?? 'unknown', messages }))
}

async function read<Row>(db: Db, query: ReturnType<typeof sql>): Promise<Row[]> {
  const result = (await db.execute(query)) as unknown as Row[] | { rows: Row[] }
  return Array.isArray(result) ? [...result] : result.rows
}

/** What each message was told, in order: that it waits, and whatever ended that. */
const threadsTold = (workspaceId: string, to: Date) => sql`
  with e as materialized (select * from events where workspace_id = ${workspaceId} and created_at < ${to.toISOString()}::timestamptz),
  came as (select data->>'message_id' as message, thread_id, created_at as at, seq from e
    where type = 'message.received' and data->>'direction' = 'inbound' and data->>'disposition' = 'live'),
  told as (
    select message, thread_id, at as came_at, at, seq, 'waiting' as ending from came
    union all
    select came.message, came.thread_id, came.at, e.created_at, e.seq,
      case when e.type = 'thread.needs_human' then 'waiting' else 'closed: ' || (e.data#>>'{decision,reasons,0}') end
    from e cross join lateral jsonb_array_elements_text(e.data->'message_ids') as named(id) join came on came.message = named.id
    where e.type = 'thread.needs_human' or (e.type = 'message.decided' and jsonb_typeof(e.data#>'{decision,handoff}') <> 'object'
      and e.data#>>'{decision,route}' in ('none', 'hide', 'quarantine'))
    union all
    select came.message, came.thread_id, came.at, e.created_at, e.seq,
      case when e.type = 'thread.resolved' then 'closed: resolved' else 'answered' end
    from e join came on came.thread_id = e.thread_id and (came.at, came.seq) < (e.created_at, e.seq)
    where e.type = 'thread.resolved' or (e.type = 'reply.requested' and e.data->>'kind' is distinct from 'waiting_notice')),
  ended as (select *, lag(ending) over (partition by message order by at, seq) as before from told)`

/** Answers that somebody waited for, with how long, and whether each was the first of its episode. */
const responses = sql`,
  answers as (select thread_id, seq, at, extract(epoch from at - min(came_at)) as took from ended
    where ending = 'answered' and before = 'waiting' group by thread_id, seq, at),
  ranked as (select a.took, row_number() over (partition by a.thread_id, (select count(*) from e where e.thread_id = a.thread_id
      and e.type in ('thread.created', 'thread.reopened') and (e.created_at, e.seq) < (a.at, a.seq)) order by a.at, a.seq) as place
    from answers a),
  sent as (select p.data#>>'{draft,text}' as proposed, r.data->>'text' as sent from e p
    join e a on a.type = 'draft.approved' and a.data->>'draft_id' = p.data#>>'{draft,id}'
    join e r on r.type = 'reply.requested' and r.data->>'draft_id' = p.data#>>'{draft,id}' where p.type = 'draft.created')`

const FIGURES = sql`
  select 'opened' as name, count(*)::float8 as value from e where type in ('thread.created', 'thread.reopened')
  union all select 'resolved', count(*) from e where type = 'thread.resolved'
  union all select 'reopened', count(*) from e where type = 'thread.reopened'
  union all select 'claimed', count(*) from e where type = 'thread.claimed'
  union all select 'escalated', count(*) from e where type = 'thread.escalated'
  union all select 'replies', count(*) from e where type = 'reply.requested' and data->>'kind' is distinct from 'waiting_notice'
  union all select 'automatic_replies', count(*) from e where type = 'reply.requested' and data->>'kind' is distinct from
    'waiting_notice' and actor_kind = 'system'
  union all select 'inbound', count(*) from came
  union all select 'decided', count(*) from e where type = 'message.decided'
  union all select 'hidden', count(*) from e where type = 'message.decided' and data#>>'{decision,moderation,action}' = 'hide'
  union all select 'quarantined', count(*) from e where type = 'message.decided'
    and data#>>'{decision,moderation,action}' = 'quarantine'
  union all select 'proposed', count(*) from e where type = 'draft.created' and data#>>'{draft,state}' = 'pending_review'
  union all select 'rejected', count(*) from e where type = 'draft.rejected'
  union all select 'sent_unchanged', count(*) from sent where sent = proposed
  union all select 'edited', count(*) from sent where sent <> proposed
  union all select 'edit_distance', avg((length(sent) - length(proposed))::float8 / length(sent)) from sent where sent <> proposed
  union all select 'sla_met', count(*) from e where type = 'sla.met'
  union all select 'sla_breached', count(*) from e where type = 'sla.breached'
  union all select 'first_responses', count(*) from ranked where place = 1
  union all select 'first_response_median_s', percentile_disc(0.5) within group (order by took) from ranked where place = 1
  union all select 'first_response_p90_s', percentile_disc(0.9) within group (order by took) from ranked where place = 1
  union all select 'next_responses', count(*) from ranked where place > 1
  union all select 'next_response_p90_s', percentile_disc(0.9) within group (order by took) from ranked where place > 1
  union all select 'waiting', count(*) from (select distinct on (message) ending from told order by message, at desc, seq desc) last
    where ending = 'waiting'`

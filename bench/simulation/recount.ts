import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../src/db/database.ts'

export type Figures = Record<string, number | null>

/**
 * Every figure again, by plain SQL over the events of a workspace that were before `to`. It shares nothing with
 * src/reports but the names of the figures.
 */
export async function recount({ db }: { readonly db: Db }, workspaceId: string, to: Date): Promise<Figures> {
  const rows = await read<{ name: string; value: number | null }>(
    db,
    workspaceId,
    to,
    sql`with ${responses} ${FIGURES}`,
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value === null ? null : Number(value)]))
}

/** What is counted in groups: the rest is made of the same events. */
export const GROUPED = ['opened', 'resolved', 'claimed', 'replies', 'inbound'] as const

/** Some of the figures again for each channel, or for each language, under names such as `replies, zap`. */
export async function recountBy(
  { db }: { readonly db: Db },
  workspaceId: string,
  to: Date,
  group: 'channel' | 'language',
): Promise<Figures> {
  const column = sql.raw(group === 'channel' ? 't.channel_id' : 't.language')
  const rows = await read<{ name: string; value: number }>(
    db,
    workspaceId,
    to,
    sql`select name || ', ' || ${column} as name, count(*)::float8 as value
      from (select thread_id, case type when 'thread.resolved' then 'resolved' when 'thread.claimed' then 'claimed'
          when 'reply.requested' then 'replies' else 'opened' end as name from e
        where type in ('thread.created', 'thread.reopened', 'thread.resolved', 'thread.claimed', 'reply.requested')
          and (type <> 'reply.requested' or data->>'kind' is distinct from 'waiting_notice')
        union all select thread_id, 'inbound' from came) counted
      join threads t on t.id = counted.thread_id where ${column} is not null group by counted.name, ${column} order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]))
}

/** How each live message of a customer ended: answered, waiting, or closed for the reason that stands there. */
export async function endings({ db }: { readonly db: Db }, workspaceId: string, to: Date) {
  const rows = await read<{ ending: string | null; messages: number }>(
    db,
    workspaceId,
    to,
    sql`with last as (select distinct on (message) message, ending from ended
        where 'waiting' in (ending, before) order by message, at desc, seq desc)
      select coalesce(last.ending, 'unknown') as ending, count(*)::int as messages
      from messages m left join last on last.message = m.id
      where m.workspace_id = ${workspaceId} and m.direction = 'inbound' and m.disposition = 'live'
      group by 1 order by 2 desc`,
  )
  return rows.map(({ ending, messages }) => ({ ending: ending ?? 'unknown', messages }))
}

/** Answers a query over `TABLES`. They are real tables, with an index and counts, so that a week of events is joined in seconds. */
function read<Row>(db: Db, workspaceId: string, to: Date, query: SQL): Promise<Row[]> {
  return db.transaction(async (tx) => {
    for (const [name, rows] of Object.entries(TABLES)) {
      await tx.execute(
        sql`create temp table ${sql.identifier(name)} on commit drop as ${rows(workspaceId, to)}`,
      )
      await tx.execute(sql`create index on ${sql.identifier(name)} (thread_id)`)
      await tx.execute(sql`analyze ${sql.identifier(name)}`)
    }
    const result = (await tx.execute(query)) as unknown as Row[] | { rows: Row[] }
    return Array.isArray(result) ? [...result] : result.rows
  })
}

/** The events; the messages that came; and in order what each was told: that it waits, and whatever ended that. */
const TABLES: Record<string, (workspaceId: string, to: Date) => SQL> = {
  e: (workspaceId, to) => sql`
    select * from events where workspace_id = ${sql.raw(`'${workspaceId}'`)} and created_at < ${sql.raw(`'${to.toISOString()}'`)}::timestamptz`,
  came: () => sql`
    select data->>'message_id' as message, thread_id, created_at as at, seq from e
    where type = 'message.received' and data->>'direction' = 'inbound' and data->>'disposition' = 'live'`,
  ended: () => sql`
    select *, lag(ending) over (partition by message order by at, seq) as before from (
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
    where e.type = 'thread.resolved' or (e.type = 'reply.requested' and e.data->>'kind' is distinct from 'waiting_notice')) told`,
}

/** Answers that somebody waited for, with how long, and whether each was the first of its episode. */
const responses = sql`
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
  union all select 'waiting', count(*) from (select distinct on (message) ending from ended order by message, at desc, seq desc) last
    where ending = 'waiting'`

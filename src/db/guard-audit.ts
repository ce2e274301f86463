import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'

/** Where every chain begins: the hash before its first entry. */
export const GENESIS = '0'.repeat(64)

/** What an entry's hash is taken over, as both databases write it: the hash before it, and all that it says. */
const SEALED = `jsonb_build_array(e.previous_hash, e.workspace_id, e.seq, e.id, e.actor_kind, e.actor_id, e.action,
  e.subject_id, e.details, to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'))::text`

/** The text that the hash of the entry `e` is taken over. */
export const sealedText = sql.raw(SEALED)

/** The setting under which src/privacy/prune-audit.ts alone may delete the oldest entries. */
export const PRUNE_SETTING = 'recado.audit_prune'

/**
 * Chains an entry at the very end of its transaction, by a deferred trigger. The lock on the workspace's head is thus the
 * last one taken and held for a moment: it can neither slow a verb down nor take part in a deadlock.
 */
const CHAIN = `
create or replace function recado_chain_audit(entry_id text) returns void language plpgsql as $$
declare
  e audit_entries;
  head audit_heads;
begin
  select * into e from audit_entries where id = entry_id;
  if e.id is null then return; end if;
  insert into audit_heads (workspace_id, seq, hash, anchor_seq, anchor_hash)
    values (e.workspace_id, 0, '${GENESIS}', 0, '${GENESIS}') on conflict do nothing;
  select * into head from audit_heads where workspace_id = e.workspace_id for update;
  e.seq := head.seq + 1;
  e.previous_hash := head.hash;
  e.hash := encode(sha256(convert_to(${SEALED}, 'UTF8')), 'hex');
  update audit_entries set seq = e.seq, previous_hash = e.previous_hash, hash = e.hash where id = e.id;
  update audit_heads set seq = e.seq, hash = e.hash where workspace_id = e.workspace_id;
end $$`

const GUARD = `
create or replace function recado_guard_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform recado_chain_audit(new.id);
    return null;
  end if;
  if tg_op = 'UPDATE' and old.hash is null and (to_jsonb(new) - '{seq,previous_hash,hash}'::text[])
    = (to_jsonb(old) - '{seq,previous_hash,hash}'::text[]) then
    return new;
  end if;
  -- Retention, or a workspace that goes with everything it has.
  if tg_op = 'DELETE' and (current_setting('${PRUNE_SETTING}', true) = 'on'
    or not exists (select 1 from workspaces where id = old.workspace_id)) then
    return old;
  end if;
  raise exception 'audit entries are only added' using errcode = 'insufficient_privilege';
end $$`

const TRIGGERS: Readonly<Record<string, string>> = {
  audit_chained: `create constraint trigger audit_chained after insert on audit_entries
    deferrable initially deferred for each row execute function recado_guard_audit()`,
  audit_kept: `create trigger audit_kept before update or delete on audit_entries
    for each row execute function recado_guard_audit()`,
  audit_not_truncated: `create trigger audit_not_truncated before truncate on audit_entries
    for each statement execute function recado_guard_audit()`,
}

/** Entries from before there was a chain; a workspace that has a head gets none in afterwards. */
const CHAIN_EARLIER = `
do $$
declare
  entry text;
begin
  for entry in select e.id from audit_entries e
    where e.hash is null and not exists (select 1 from audit_heads h where h.workspace_id = e.workspace_id)
    order by e.workspace_id, e.id
  loop
    perform recado_chain_audit(entry);
  end loop;
end $$`

/** Puts the functions and triggers in place that chain and guard the audit log. Runs after the migrations, under their lock. */
export async function guardAudit(db: Db): Promise<void> {
  for (const statement of [CHAIN, GUARD]) await db.execute(sql.raw(statement))
  for (const [name, statement] of Object.entries(TRIGGERS)) {
    const known = await db.$count(sql`pg_trigger where tgname = ${name}`)
    if (known === 0) await db.execute(sql.raw(statement))
  }
  await db.execute(sql.raw(CHAIN_EARLIER))
}

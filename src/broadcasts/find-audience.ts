import { and, asc, eq, gt, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { findMarketable } from '../consents/read-consents.ts'
import type { Db } from '../db/database.ts'
import { contacts, workspaces } from '../db/schema.ts'
import type { BroadcastInput } from '../domain/broadcast.ts'

/** Somebody whom the plan means, and whether they agreed to it. */
export interface Candidate {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly attributes: Readonly<Record<string, unknown>>
  readonly mayReceive: boolean
}

/**
 * Contacts of the plan's channel with all its attributes, by id, after `after`. Somebody with several names on the channel is
 * there once, by their main one.
 */
export async function findAudience(
  db: Db,
  workspaceId: string,
  plan: BroadcastInput,
  after: string,
  limit: number,
): Promise<Candidate[]> {
  const rows = await db
    .select({
      id: contacts.id,
      externalId: contacts.external_id,
      name: contacts.name,
      attributes: contacts.attributes,
    })
    .from(contacts)
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        eq(contacts.channel_id, plan.channel_id),
        gt(contacts.id, after),
        isNull(contacts.erased_at),
        isFirstOfPerson(db, workspaceId, plan.channel_id),
        sql`${contacts.attributes} @> ${JSON.stringify(plan.audience.attributes)}::jsonb`,
      ),
    )
    .orderBy(asc(contacts.id))
    .limit(limit)
  const agreed = await findMarketable(
    db,
    workspaceId,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, mayReceive: agreed.has(row.id) }))
}

/** Whether no other contact of the channel goes before it as the same person: the main one, or an earlier one. */
function isFirstOfPerson(db: Db, workspaceId: string, channelId: string) {
  const other = alias(contacts, 'other')
  const earlier = db
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.workspace_id, workspaceId),
        eq(other.channel_id, channelId),
        or(
          eq(other.id, contacts.merged_into),
          and(eq(other.merged_into, contacts.merged_into), lt(other.id, contacts.id)),
        ),
      ),
    )
  return or(isNull(contacts.merged_into), notExists(earlier))
}

export async function readTimeZone(db: Db, workspaceId: string): Promise<string> {
  const [row] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row!.settings.time_zone
}

import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { broadcastRecipients, consents, drafts, messages, templateUses } from '../db/schema.ts'
import { findTemplate } from './read-templates.ts'

/** What came of a version. */
export const VersionUsage = z
  .object({
    version: z.int(),
    uses: z.int(),
    fallbacks: z.int().describe('Of the uses, those of the fallback'),
    sent: z.int().describe('Of the uses, those that the platform reported as sent'),
    failed: z.int(),
    answered: z.int().describe('Of the uses, those after which the contact wrote within three days'),
    opted_out: z.int().describe('Of the uses, those after which the contact opted out within three days'),
    last_used_at: z.iso.datetime(),
  })
  .meta({ id: 'TemplateUsage' })
export type VersionUsage = z.infer<typeof VersionUsage>

/** Whatever comes later has other causes. */
const OUTCOME = sql.raw(`interval '3 days'`)

/** How often each version was said and what came of it, oldest version first. Throws `not_found`. */
export async function readUsage(
  ctx: { readonly db: Db },
  workspaceId: string,
  templateId: string,
): Promise<VersionUsage[]> {
  await findTemplate(ctx.db, workspaceId, templateId)
  const since = templateUses.created_at
  // What a broadcast says is in no thread: there, whatever the contact writes is an answer.
  const isThere = sql`(${templateUses.recipient_id} is not null or ${messages.thread_id} = ${templateUses.thread_id})`
  const answered = sql`exists (select 1 from ${messages} where ${isThere} and ${messages.contact_id} = ${templateUses.contact_id} and ${messages.direction} = 'inbound' and ${messages.received_at} > ${since} and ${messages.received_at} <= ${since} + ${OUTCOME})`
  const optedOut = sql`exists (select 1 from ${consents} where ${consents.contact_id} = ${templateUses.contact_id} and ${consents.status} = 'revoked' and ${consents.at} >= ${since} and ${consents.at} <= ${since} + ${OUTCOME})`
  const count = (which: ReturnType<typeof sql>) => sql<number>`(count(*) filter (where ${which}))::int`
  const rows = await ctx.db
    .select({
      version: templateUses.version,
      uses: sql<number>`count(*)::int`,
      fallbacks: count(sql`${templateUses.is_fallback}`),
      // Whoever complains of a message got it.
      sent: count(sql`${drafts.state} = 'sent' or ${broadcastRecipients.state} in ('sent', 'complained')`),
      failed: count(sql`${drafts.state} = 'failed' or ${broadcastRecipients.state} = 'failed'`),
      answered: count(answered),
      opted_out: count(optedOut),
      last: sql<Date>`max(${since})`.mapWith(since),
    })
    .from(templateUses)
    .leftJoin(drafts, eq(drafts.id, templateUses.draft_id))
    .leftJoin(broadcastRecipients, eq(broadcastRecipients.id, templateUses.recipient_id))
    .where(
      and(
        eq(templateUses.workspace_id, workspaceId),
        eq(templateUses.template_id, templateId),
        // A draft that nobody approved was not said.
        or(isNull(templateUses.draft_id), inArray(drafts.state, ['approved', 'sent', 'failed'])),
      ),
    )
    .groupBy(templateUses.version)
    .orderBy(asc(templateUses.version))
  return rows.map(({ last, ...row }) => ({ ...row, last_used_at: last.toISOString() }))
}

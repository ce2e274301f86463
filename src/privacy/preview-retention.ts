import { and, count, min } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { archivedBefore, goneBefore, RetentionClass, type RetentionDocument } from '../domain/retention.ts'
import { isExpired, RETENTION_STEPS, type RetentionStep } from './find-expired.ts'

export const RetentionPreview = z
  .object({
    at: z.iso.datetime(),
    classes: z.array(
      z.object({
        class: RetentionClass,
        archived_before: z.iso.datetime(),
        gone_before: z.iso.datetime().nullable().describe('Null where nothing goes'),
        tables: z
          .array(
            z.object({
              table: z.string(),
              goes: z.int().describe('Rows; what depends on them goes with them'),
              held: z.int().describe('Rows that are old enough and stay, because a legal hold keeps them'),
              oldest_at: z.iso.datetime().nullable(),
            }),
          )
          .describe('Of conversations the messages, the replies that people wrote, and the threads'),
      }),
    ),
  })
  .meta({ id: 'RetentionPreview' })
export type RetentionPreview = z.infer<typeof RetentionPreview>

/** What would go now under a policy, by the same conditions by which it goes. Changes nothing. */
export async function previewRetention(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  policy: RetentionDocument,
): Promise<RetentionPreview> {
  const now = ctx.clock()
  const classes: RetentionPreview['classes'] = []
  for (const name of RetentionClass.options) {
    const until = goneBefore(policy[name], now)
    const tables = []
    for (const step of RETENTION_STEPS.filter((step) => step.class === name))
      if (until !== null) tables.push(await countStep(ctx.db, workspaceId, step, until))
    classes.push({
      class: name,
      archived_before: archivedBefore(policy[name], now).toISOString(),
      gone_before: until?.toISOString() ?? null,
      tables,
    })
  }
  return { at: now.toISOString(), classes }
}

async function countStep(db: Db, workspaceId: string, step: RetentionStep, until: Date) {
  const expired = isExpired(db, step, workspaceId, until)
  const [all] = await db
    .select({ rows: count(), oldestAt: min(step.at) })
    .from(step.table)
    .where(expired)
  const held = await db.$count(step.table, and(expired, step.isHeld(db, workspaceId)))
  return {
    table: getTableConfig(step.table).name,
    goes: all!.rows - held,
    held,
    oldest_at: all!.oldestAt?.toISOString() ?? null,
  }
}

import { and, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions } from '../db/schema.ts'

export interface ProviderUse {
  readonly decided: number
  /** Turns for which the provider wrote. */
  readonly withProvider: number
  readonly medianMs: number | null
}

/** How many turns since an instant the provider took part in. What it charged nobody told Recado. */
export async function countProviderUse(
  ctx: { readonly db: Db },
  workspaceId: string,
  since: Date,
): Promise<ProviderUse> {
  const isWritten = sql`${decisions.prompt_version} is not null`
  const [row] = await ctx.db
    .select({
      decided: sql<number>`count(*)::int`,
      withProvider: sql<number>`(count(*) filter (where ${isWritten}))::int`,
      medianMs: sql<
        number | null
      >`(percentile_disc(0.5) within group (order by ${decisions.took_ms}) filter (where ${isWritten}))::int`,
    })
    .from(decisions)
    .where(and(eq(decisions.workspace_id, workspaceId), gte(decisions.created_at, since)))
  return row!
}

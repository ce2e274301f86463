import { sql } from 'drizzle-orm'
import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import type { Db } from './database.ts'

const EVERY_MS = 3_600_000

/** Does on the embedded database what Postgres does by itself: keeps what plans are made from near the truth, until stopped. */
export function runAnalysis(ctx: { readonly db: Db; readonly logger: Logger }, loops: 0 | 1): Worker {
  const next = async (isStopping: () => boolean) => {
    await analyzeChanged(ctx.db, isStopping)
    return false
  }
  return workUntilStopped(ctx, { next, failure: 'gathering statistics failed', pollMs: EVERY_MS, loops })
}

/** Gathers the statistics of every table of which a tenth changed since, as autovacuum does. Answers the tables' names. */
export async function analyzeChanged(db: Db, isStopping = () => false): Promise<string[]> {
  const changed = await db
    .select({ name: sql<string>`s.relname` })
    .from(sql`pg_stat_user_tables s join pg_class c on c.oid = s.relid`)
    .where(sql`s.schemaname = 'public' and s.n_mod_since_analyze > 50 + greatest(c.reltuples, 0) / 10`)
  const done: string[] = []
  for (const { name } of changed) {
    if (isStopping()) break
    // One after the other, so that requests get in between.
    await db.execute(sql`analyze ${sql.identifier(name)}`)
    done.push(name)
  }
  return done
}

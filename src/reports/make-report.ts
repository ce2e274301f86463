import { eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import { noEarlierThanStorable } from '../domain/instant.ts'
import { type Group, groupSamples } from './group-samples.ts'
import { type Ledger, newLedger } from './ledger.ts'
import { readFacts } from './read-facts.ts'
import type { ReportQuery } from './report.ts'
import { takeFact } from './take-fact.ts'

/** What began earlier before the period is not known to it: neither its times nor, in the backlog, its wait. */
export const LOOK_BACK_DAYS = 30

/** What the events of a period, and of the 30 days before it, come to. The same period always comes to the same. */
export async function makeLedger(
  ctx: { readonly db: Db },
  workspaceId: string,
  { from, to }: Pick<ReportQuery, 'from' | 'to'>,
): Promise<Ledger> {
  const since = noEarlierThanStorable(new Date(from.getTime() - LOOK_BACK_DAYS * 86_400_000))
  const ledger = newLedger(from)
  for await (const page of readFacts(ctx, workspaceId, since, to)) {
    for (const fact of page) takeFact(ledger, fact)
  }
  return ledger
}

/** A report of a period, a row an interval and group, with what `extra` finds in the ledger. */
export async function makeReport<Figures, Extra>(
  ctx: { readonly db: Db },
  workspaceId: string,
  query: ReportQuery,
  figures: (group: Group) => Figures,
  extra: (ledger: Ledger, timeZone: string) => Extra,
) {
  const timeZone = await readTimeZone(ctx, workspaceId)
  const ledger = await makeLedger(ctx, workspaceId, query)
  const rows = groupSamples(ledger, query, timeZone).map((group) => ({
    start: group.start.toISOString(),
    group: group.group,
    ...figures(group),
  }))
  return {
    from: query.from.toISOString(),
    to: query.to.toISOString(),
    time_zone: timeZone,
    interval: query.interval,
    by: query.by,
    rows,
    ...extra(ledger, timeZone),
  }
}

async function readTimeZone({ db }: { readonly db: Db }, workspaceId: string): Promise<string> {
  const [row] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row!.settings.time_zone
}

import type { Db } from '../db/database.ts'
import type { BroadcastCheck, BroadcastInput } from '../domain/broadcast.ts'
import { openTemplate } from '../words/choose-template.ts'
import { type Candidate, findAudience, readTimeZone } from './find-audience.ts'
import { quietUntil, timeZoneOf } from './quiet-until.ts'
import { getBroadcast } from './read-broadcasts.ts'

const PAGE = 500

/**
 * Says what would come of a plan, were it started now; nobody is asked for anything. Throws `not_found`, and `conflict` where
 * its template is not approved any more.
 */
export async function checkBroadcast(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  id: string,
): Promise<BroadcastCheck> {
  const { plan } = await getBroadcast(ctx, workspaceId, id)
  const wordFor = await openTemplate(ctx.db, workspaceId, plan.template_id, plan.channel_id)
  const timeZone = await readTimeZone(ctx.db, workspaceId)
  const now = ctx.clock()
  const counts = { audience: 0, may_receive: 0, missing_variables: 0, in_quiet_hours: 0 }
  let example: string | null = null
  for await (const page of pages(ctx.db, workspaceId, plan)) {
    counts.audience += page.length
    for (const { mayReceive, name, attributes } of page) {
      if (!mayReceive) continue
      counts.may_receive += 1
      const words = wordFor(name, plan.variables)
      if (words.missing.length > 0) counts.missing_variables += 1
      else example ??= words.text
      if (quietUntil(plan.quiet_hours, timeZoneOf(attributes, timeZone), now) !== null)
        counts.in_quiet_hours += 1
    }
  }
  return {
    ...counts,
    without_consent: counts.audience - counts.may_receive,
    minutes: Math.ceil((counts.may_receive - counts.missing_variables) / plan.per_minute),
    example,
  }
}

async function* pages(db: Db, workspaceId: string, plan: BroadcastInput): AsyncGenerator<Candidate[]> {
  let after = ''
  for (;;) {
    const page = await findAudience(db, workspaceId, plan, after, PAGE)
    yield page
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { AcceptInput } from '../../domain/knowledge-suggestion.ts'
import { dismissConflict, listConflicts } from '../../knowledge/read-conflicts.ts'
import { findEntries } from '../../knowledge/read-entries.ts'
import { acceptSuggestion, listSuggestions, rejectSuggestion } from '../../upkeep/decide-suggestion.ts'
import { countGaps, decideGap, listGaps, readGathering, requestRefresh } from '../../upkeep/read-gaps.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawSuggestions } from '../knowledge/draw-suggestions.ts'
import { drawConflicts, drawGaps } from '../knowledge/draw-upkeep.ts'
import { linesOf } from '../knowledge/entry-form.ts'
import { drawSaid } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { drawKnowledge } from './knowledge.ts'

const GAPS = '/console/knowledge/gaps'
const CONFLICTS = '/console/knowledge/conflicts'
const SUGGESTIONS = '/console/knowledge/suggestions'
const SHOWN = 50
/** When the visitor asked for the gaps to be gathered. */
const Asked = z.iso.datetime().transform((text) => new Date(text))
const Revision = z.coerce.number().int()
const revisionOf = (form: FormData) => Revision.parse(form.get('revision'))

/** What the knowledge lacks, and where it disagrees with itself. */
export function upkeepPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(GAPS, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'kb:read')
      const { workspaceId } = visit.caller
      // What ended after it is read shows with the next look: never an end without its gaps.
      const gathering = await readGathering(ctx, workspaceId)
      const askedAt = Asked.safeParse(c.req.query('asked')).data ?? null
      const counts = await countGaps(ctx, workspaceId, askedAt ?? ctx.clock())
      const gaps = await listGaps(ctx, workspaceId, 'open', null, SHOWN)
      const mayWrite = hasScope(visit.scopes, 'kb:write')
      const body = drawGaps(visit, { gaps, gathering, askedAt, counts, mayWrite })
      return c.html(drawKnowledge(visit, 'gaps', html`${drawSaid(visit, readSaid(c))}${body}`))
    })
    .post(`${GAPS}/refresh`, async (c) => {
      assertMay(c.get('visit'), 'kb:write')
      await requestRefresh(ctx, c.get('visit').caller.workspaceId)
      return c.redirect(`${GAPS}?asked=${ctx.clock().toISOString()}`, 303)
    })
    .post(`${GAPS}/:id/dismiss`, (c) =>
      makeChange(c, 'kb:write', GAPS, ({ caller }, form) =>
        decideGap(ctx, caller, c.req.param('id'), revisionOf(form), 'dismissed'),
      ),
    )
    .get(SUGGESTIONS, (c) => showSuggestions(ctx, c))
    .post(`${SUGGESTIONS}/:id/accept`, (c) =>
      makeChange(c, 'kb:write', SUGGESTIONS, ({ caller }, form) =>
        acceptSuggestion(ctx, caller, c.req.param('id'), revisionOf(form), readAccepted(form)),
      ),
    )
    .post(`${SUGGESTIONS}/:id/reject`, (c) =>
      makeChange(c, 'kb:write', SUGGESTIONS, ({ caller }, form) =>
        rejectSuggestion(ctx, caller, c.req.param('id'), revisionOf(form)),
      ),
    )
    .get(CONFLICTS, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'kb:read')
      const found = await listConflicts(ctx, visit.caller.workspaceId, { state: 'open' }, null, SHOWN)
      const body = drawConflicts(visit, found, hasScope(visit.scopes, 'kb:write'))
      return c.html(drawKnowledge(visit, 'conflicts', html`${drawSaid(visit, readSaid(c))}${body}`))
    })
    .post(`${CONFLICTS}/:id/dismiss`, (c) =>
      makeChange(c, 'kb:write', CONFLICTS, ({ caller }, form) =>
        dismissConflict(ctx, caller, c.req.param('id'), revisionOf(form)),
      ),
    )
}

async function showSuggestions(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:read')
  const { workspaceId } = visit.caller
  const found = await listSuggestions(ctx, workspaceId, 'open', null, SHOWN)
  const entries = await findEntries(
    ctx,
    workspaceId,
    found.flatMap(({ entry_id }) => (entry_id === null ? [] : [entry_id])),
  )
  const body = drawSuggestions(visit, found, entries, hasScope(visit.scopes, 'kb:write'))
  return c.html(drawKnowledge(visit, 'suggestions', html`${drawSaid(visit, readSaid(c))}${body}`))
}

/** The suggestion in the words of whoever takes it. */
function readAccepted(form: FormData): AcceptInput {
  const { question, answer, variants } = Object.fromEntries(form)
  return AcceptInput.parse({
    question,
    ...(answer === undefined ? {} : { answer }),
    ...(variants === undefined ? {} : { variants: linesOf(String(variants), '\n') }),
  })
}

import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { dismissConflict, listConflicts } from '../../knowledge/read-conflicts.ts'
import { decideGap, listGaps, requestRefresh } from '../../upkeep/read-gaps.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { drawConflicts, drawGaps } from '../knowledge/draw-upkeep.ts'
import { upkeepWords } from '../words/upkeep.ts'
import { drawKnowledge } from './knowledge.ts'

const GAPS = '/console/knowledge/gaps'
const CONFLICTS = '/console/knowledge/conflicts'
const SHOWN = 50
const Revision = z.coerce.number().int()

/** What the knowledge lacks, and where it disagrees with itself. */
export function upkeepPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(GAPS, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'kb:read')
      const gaps = await listGaps(ctx, visit.caller.workspaceId, 'open', null, SHOWN)
      const body = drawGaps(visit, gaps, hasScope(visit.scopes, 'kb:write'))
      return c.html(drawKnowledge(visit, 'gaps', html`${drawRefusal(c, visit)}${body}`))
    })
    .post(`${GAPS}/refresh`, async (c) => {
      assertMay(c.get('visit'), 'kb:write')
      await requestRefresh(ctx, c.get('visit').caller.workspaceId)
      return c.redirect(GAPS, 303)
    })
    .post(`${GAPS}/:id/dismiss`, (c) =>
      dismiss(c, GAPS, ({ caller }, id, revision) => decideGap(ctx, caller, id, revision, 'dismissed')),
    )
    .get(CONFLICTS, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'kb:read')
      const found = await listConflicts(ctx, visit.caller.workspaceId, { state: 'open' }, null, SHOWN)
      const body = drawConflicts(visit, found, hasScope(visit.scopes, 'kb:write'))
      return c.html(drawKnowledge(visit, 'conflicts', html`${drawRefusal(c, visit)}${body}`))
    })
    .post(`${CONFLICTS}/:id/dismiss`, (c) =>
      dismiss(c, CONFLICTS, ({ caller }, id, revision) => dismissConflict(ctx, caller, id, revision)),
    )
}

async function dismiss(
  c: PageContext<ConsoleEnv>,
  back: string,
  make: (visit: Visit, id: string, revision: number) => Promise<unknown>,
): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'kb:write')
  const revision = Revision.parse((await c.req.formData()).get('revision'))
  const isRefused = await make(visit, c.req.param('id')!, revision).then(
    () => false,
    (error) => {
      if (error instanceof AppError && ['conflict', 'precondition_failed'].includes(error.code)) return true
      throw error
    },
  )
  return c.redirect(isRefused ? `${back}?refused` : back, 303)
}

function drawRefusal(c: PageContext<ConsoleEnv>, visit: Visit): Html | '' {
  if (c.req.query('refused') === undefined) return ''
  return html`<p class="note warn" role="alert">${upkeepWords[visit.language].refused}</p>`
}

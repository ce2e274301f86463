import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { trimmedField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { decideAppeal } from '../../moderation/decide-appeal.ts'
import { decideQuarantine } from '../../moderation/decide-quarantine.ts'
import { listAppeals, maskAppeals } from '../../moderation/read-appeals.ts'
import { readEvidence } from '../../moderation/read-evidence.ts'
import { getQuarantineItem, listQuarantine } from '../../moderation/read-quarantine.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import { drawPage, type Html } from '../draw-page.ts'
import { drawTabs } from '../draw-tabs.ts'
import { drawAppeals } from '../moderation/draw-appeals.ts'
import { drawHeldItem, drawHeldList } from '../moderation/draw-held.ts'
import { moderationWords } from '../words/moderation.ts'

const SHOWN = 50

const Decision = z.object({
  decision: z.enum(['released', 'confirmed', 'blocked']),
  reason: z.string().trim().max(1000),
  next: z.string().max(100).default(''),
})
const AppealDecision = z.object({ state: z.enum(['upheld', 'reversed']), reason: trimmedField(1, 1000) })

/** What is held until a person looks, and what authors object to. */
export function moderationPages(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get('/console/moderation', (c) => showHeld(ctx, c, null))
    .get('/console/moderation/appeals', (c) => showAppeals(ctx, c))
    .post('/console/moderation/appeals/:id/decide', async (c) => {
      assertMay(c.get('visit'), 'appeals:write')
      const input = AppealDecision.parse(Object.fromEntries(await c.req.formData()))
      const note = await decideAppeal(ctx, c.get('visit').caller, c.req.param('id'), input).then(
        () => '',
        (error) => {
          if (error instanceof AppError && error.code === 'forbidden') return '?own'
          if (error instanceof AppError && error.code === 'conflict') return '?unchanged'
          throw error
        },
      )
      return c.redirect(`/console/moderation/appeals${note}`, 303)
    })
    .get('/console/moderation/:id', (c) => showHeld(ctx, c, c.req.param('id')))
    .post('/console/moderation/:id/decide', (c) => decide(ctx, c, c.req.param('id')))
}

async function showHeld(ctx: Context, c: PageContext<ConsoleEnv>, id: string | null): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'moderation:read')
  const { workspaceId } = visit.caller
  const items = await listQuarantine(ctx, workspaceId, { state: 'held', before: null, limit: SHOWN })
  const openId = id ?? items[0]?.id ?? null
  const list = drawHeldList(visit, { items, openId, now: ctx.clock() })
  if (openId === null) return c.html(drawFrame(c, 'held', list, drawEmpty(c)))
  const item = await getQuarantineItem(ctx.db, workspaceId, openId)
  const open = drawHeldItem(visit, {
    item,
    said: await readEvidence(ctx, workspaceId, item.message_id),
    mayDecide: hasScope(visit.scopes, 'moderation:write'),
    note: noteOf(c, { lost: 'lookedAt', unchanged: 'unchanged' }),
    nextId: items.find((one) => one.id !== openId)?.id ?? null,
  })
  return c.html(drawFrame(c, 'held', list, open))
}

async function decide(ctx: Context, c: PageContext<ConsoleEnv>, id: string): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'moderation:write')
  const { decision, reason, next } = Decision.parse(Object.fromEntries(await c.req.formData()))
  const words = moderationWords[visit.language]
  const state = decision === 'released' ? 'released' : 'confirmed'
  const input = {
    state,
    reason: reason === '' ? words[state] : reason,
    rule: null,
    block: decision === 'blocked',
  } as const
  try {
    await decideQuarantine(ctx, visit.caller, id, input)
  } catch (error) {
    if (!(error instanceof AppError) || !['conflict', 'claim_lost'].includes(error.code)) throw error
    return c.redirect(`/console/moderation/${id}?${error.code === 'claim_lost' ? 'lost' : 'unchanged'}`, 303)
  }
  return c.redirect(`/console/moderation${next === '' ? '' : `/${next}`}`, 303)
}

async function showAppeals(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'appeals:read')
  const { workspaceId } = visit.caller
  const filter = { state: 'open' as const, before: null, limit: SHOWN }
  const open = await maskAppeals(ctx, workspaceId, await listAppeals(ctx, workspaceId, filter))
  const shown = await Promise.all(
    open.map(async (appeal) => ({ appeal, said: await readEvidence(ctx, workspaceId, appeal.message_id) })),
  )
  const body = drawAppeals(visit, {
    shown,
    mayDecide: hasScope(visit.scopes, 'appeals:write'),
    note: noteOf(c, { own: 'own', unchanged: 'unchanged' }),
    now: ctx.clock(),
  })
  return c.html(drawFrame(c, 'appeals', null, body))
}

/** What a page was sent back with, in the words that say why nothing was decided. */
function noteOf(
  c: PageContext<ConsoleEnv>,
  notes: Readonly<Record<string, 'lookedAt' | 'own' | 'unchanged'>>,
): string | null {
  const found = Object.entries(notes).find(([name]) => c.req.query(name) !== undefined)
  return found === undefined ? null : moderationWords[c.get('visit').language][found[1]]
}

function drawFrame(c: PageContext<ConsoleEnv>, tab: 'held' | 'appeals', list: Html | null, open: Html): Html {
  const visit = c.get('visit')
  const words = moderationWords[visit.language]
  const paths = { held: '/console/moderation', appeals: '/console/moderation/appeals' } as const
  const tabs = drawTabs(
    words.title,
    (['held', 'appeals'] as const).map((name) => ({
      path: paths[name],
      text: words.tabs[name],
      isOpen: name === tab,
    })),
  )
  const body = html`<div class="page-head"><h1>${words.title}</h1>${tabs}</div>
    <div id="moderation" class="${list === null ? '' : 'split'}">${list ?? ''}${open}</div>`
  return drawPage(visit, { title: words.title, active: 'moderation', body })
}

function drawEmpty(c: PageContext<ConsoleEnv>): Html {
  const words = moderationWords[c.get('visit').language]
  return html`<div class="empty card">${drawIcon('shield')}<h2>${words.empty}</h2><p>${words.emptyLead}</p></div>`
}

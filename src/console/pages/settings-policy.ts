import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import type { Context } from '../../context.ts'
import { textField } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { PolicyDocument } from '../../moderation/policy.ts'
import { decidePolicy } from '../../moderation/propose-policy.ts'
import { BacktestInput, startBacktest } from '../../replay/start-backtest.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { lastDays, showBacktest } from '../settings/draw-backtest.ts'
import { drawEditor } from '../settings/draw-rules.ts'
import { drawSettings } from '../settings/draw-settings.ts'
import { readYaml } from '../settings/rule-documents.ts'

const PATH = '/console/settings/rules/moderation'

/** What only the moderation policy has: a second person, and the past under other rules. */
export function policySettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .post(`${PATH}/:id/:decision{approve|reject}`, (c) => decide(ctx, c))
    .post(`${PATH}/:id/backtest`, (c) => test(ctx, c))
    .get(`${PATH}/backtests/:id`, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'qa:read')
      const id = c.req.param('id')
      const tested = await showBacktest(ctx, visit, id, `${PATH}/backtests/${id}`)
      return c.html(drawSettings(visit, 'rules', null, tested))
    })
}

/** Tries the document as it was sent on the last month, before anything is saved. */
async function test(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'qa:write')
  const form = await c.req.formData()
  const [text, version] = [String(form.get('text') ?? ''), String(form.get('version') ?? '')]
  const { document, faults } = readYaml('moderation', text, visit.language)
  const beside = faults.length > 0 ? html`` : await tryOnPast(ctx, visit, PolicyDocument.parse(document))
  const parts = {
    kind: 'moderation',
    id: c.req.param('id')!,
    version,
    text,
    faults,
    note: null,
    beside,
  } as const
  return c.html(drawSettings(visit, 'rules', null, drawEditor(visit, parts)), faults.length > 0 ? 422 : 200)
}

async function tryOnPast(ctx: Context, visit: Visit, document: PolicyDocument): Promise<Html> {
  const input = BacktestInput.parse({ from: lastDays(ctx) })
  const { id } = await startBacktest(ctx, visit.caller, { version: 'unsaved', document }, input)
  return showBacktest(ctx, visit, id, `${PATH}/backtests/${id}`)
}

async function decide(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const { caller, ...visit } = c.get('visit')
  assertMay(visit, 'policies:approve')
  const { id, decision } = c.req.param()
  const reason =
    decision === 'reject' ? textField(1, 1000).parse((await c.req.formData()).get('reason')) : null
  const state = decision === 'reject' ? 'rejected' : 'active'
  const note = await decidePolicy(ctx, caller, id!, { state, reason } as Parameters<
    typeof decidePolicy
  >[3]).then(
    () => (decision === 'reject' ? 'turnedDown' : 'saved'),
    (error) => {
      if (error instanceof AppError && error.code === 'forbidden') return 'notOwn'
      if (error instanceof AppError && error.code === 'conflict') return 'overtaken'
      throw error
    },
  )
  return c.redirect(`${PATH}/current?note=${note}`, 303)
}

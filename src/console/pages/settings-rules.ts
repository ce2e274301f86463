import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { previewCalendar } from '../../clocks/preview-calendar.ts'
import type { Context } from '../../context.ts'
import { cleanText } from '../../domain/text.ts'
import { AppError, type FieldError, NotFoundError } from '../../errors.ts'
import { countReversals } from '../../moderation/count-reversals.ts'
import { getPolicy, listPolicies } from '../../moderation/read-policies.ts'
import { DryRunInput, dryRunRouting } from '../../pipeline/dry-run-routing.ts'
import { dryRunRules, RulesDryRunInput } from '../../pipeline/dry-run-rules.ts'
import { PolicyCase, testPolicy } from '../../pipeline/test-policy.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { lastDays } from '../settings/draw-backtest.ts'
import { drawReversals } from '../settings/draw-reversals.ts'
import {
  drawEditor,
  drawOpenings,
  drawRuleList,
  drawTrial,
  drawVersions,
  EDITOR_NOTES,
  type EditorParts,
} from '../settings/draw-rules.ts'
import { drawSettings } from '../settings/draw-settings.ts'
import { RULE_STORES, type RuleKind, readYaml, writeYaml } from '../settings/rule-documents.ts'
import { wordReason } from '../words/reasons.ts'
import { rulesWords } from '../words/rules.ts'
import { policySettings } from './settings-policy.ts'

const PATH = '/console/settings/rules'
const VERSIONS = 20
const OPENINGS = 5

/** Hours, promises, escalation, routing and moderation, each a document with versions. */
export function ruleSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => showList(ctx, c))
    .route('/', policySettings(ctx))
    .get(`${PATH}/:kind/new`, (c) => {
      const kind = kindOf(c)
      assertMay(c.get('visit'), RULE_STORES[kind].write)
      const text = writeYaml(RULE_STORES[kind].example)
      return c.html(draw(c, { kind, id: null, version: '0', text, faults: [], note: null, beside: html`` }))
    })
    .get(`${PATH}/:kind/:id`, (c) => showOne(ctx, c))
    .post(`${PATH}/:kind/:id`, (c) => save(ctx, c))
    .post(`${PATH}/:kind/:id/delete`, async (c) => {
      const kind = kindOf(c)
      const { remove, write } = RULE_STORES[kind]
      const { caller } = c.get('visit')
      assertMay(c.get('visit'), write)
      if (remove === null) throw new NotFoundError('rule', kind)
      const form = await c.req.formData()
      const [text, version] = [String(form.get('text') ?? ''), String(form.get('version') ?? '')]
      const id = c.req.param('id')
      try {
        await remove(ctx, caller, id, version)
        return c.redirect(PATH, 303)
      } catch (error) {
        return refuse(c, { kind, id, version, text, beside: html`` }, error)
      }
    })
}

function kindOf(c: PageContext<ConsoleEnv>): RuleKind {
  const kind = Object.keys(RULE_STORES).find((known) => known === c.req.param('kind'))
  if (kind === undefined) throw new NotFoundError('kind of rule', c.req.param('kind') ?? '')
  return kind as RuleKind
}

function draw(c: PageContext<ConsoleEnv>, parts: EditorParts): Html {
  const visit = c.get('visit')
  return drawSettings(visit, 'rules', null, drawEditor(visit, parts))
}

async function showList(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  const kinds = (Object.keys(RULE_STORES) as RuleKind[]).filter((kind) =>
    hasScope(visit.scopes, RULE_STORES[kind].read),
  )
  if (kinds.length === 0) assertMay(visit, 'routing:read')
  const lists = await Promise.all(
    kinds.map(async (kind) => [kind, await RULE_STORES[kind].list(ctx, visit.caller.workspaceId)] as const),
  )
  return c.html(drawSettings(visit, 'rules', null, drawRuleList(visit, lists)))
}

async function showOne(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  const kind = kindOf(c)
  assertMay(visit, RULE_STORES[kind].read)
  const { id, version, document } = await RULE_STORES[kind].get(
    ctx,
    visit.caller.workspaceId,
    c.req.param('id')!,
  )
  const note = EDITOR_NOTES.find((known) => known === c.req.query('note')) ?? null
  const beside = await drawBeside(ctx, visit, kind, id, cleanText(c.req.query('try') ?? '').slice(0, 1000))
  return c.html(draw(c, { kind, id, version, text: writeYaml(document), faults: [], note, beside }))
}

async function drawBeside(
  ctx: Context,
  visit: Visit,
  kind: RuleKind,
  id: string,
  tried: string,
): Promise<Html> {
  const { workspaceId } = visit.caller
  if (kind === 'calendar')
    return drawOpenings(visit, await previewCalendar(ctx, workspaceId, id, { count: OPENINGS }))
  if (kind === 'routing') {
    const outcome = tried.trim() === '' ? '' : await tryRouting(ctx, visit, tried)
    return drawTrial(visit, kind, id, tried, outcome)
  }
  if (kind === 'replies') {
    const outcome = tried.trim() === '' ? '' : await tryReplies(ctx, visit, tried)
    return drawTrial(visit, kind, id, tried, outcome)
  }
  if (kind !== 'moderation') return html``
  const outcome = tried.trim() === '' ? '' : await tryPolicy(ctx, visit, id, tried)
  const filter = { state: null, before: null, limit: VERSIONS }
  const versions = await listPolicies(ctx, workspaceId, filter)
  const reversals = await countReversals(ctx, workspaceId, new Date(lastDays(ctx)))
  return html`${drawTrial(visit, kind, id, tried, outcome)}${drawVersions(visit, versions)}${drawReversals(visit, reversals)}`
}

async function tryRouting(ctx: Context, visit: Visit, text: string): Promise<Html> {
  const words = rulesWords[visit.language]
  const { queue, rule, skills, labels } = await dryRunRouting(ctx, visit.caller, DryRunInput.parse({ text }))
  return html`<p class="note" role="status"><strong>${words.goesTo(queue.name)}</strong> ${rule === null ? words.byNone : words.byRule(rule)}
    ${[...skills, ...labels].map((one) => html`<span class="badge">${one}</span>`)}</p>`
}

async function tryReplies(ctx: Context, visit: Visit, text: string): Promise<Html> {
  const words = rulesWords[visit.language]
  const { message, hand_off } = await dryRunRules(ctx, visit.caller, RulesDryRunInput.parse({ text }))
  const said = message.text ?? hand_off.text
  const rule = (message.rule ?? hand_off.rule)?.name
  return html`<p class="note" role="status"><strong>${said === null ? words.quiet : words.says(said)}</strong> ${rule === undefined ? '' : words.byRule(rule)}</p>`
}

async function tryPolicy(ctx: Context, visit: Visit, id: string, text: string): Promise<Html> {
  const words = rulesWords[visit.language]
  const { workspaceId } = visit.caller
  const { version, document } = await getPolicy(ctx, workspaceId, id === 'current' ? 'active' : id)
  const { data } = await testPolicy(ctx, workspaceId, { version, document }, [PolicyCase.parse({ text })])
  const { action, reasons } = data[0]!
  return html`<p class="note ${action === 'allow' ? 'good' : 'warn'}" role="status"><strong>${words.actions[action]}</strong>
    ${reasons.map((code) => html`<span class="badge">${wordReason(visit.language, code)}</span>`)}</p>`
}

async function save(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  const kind = kindOf(c)
  const store = RULE_STORES[kind]
  assertMay(visit, store.write)
  const form = await c.req.formData()
  const [text, version] = [String(form.get('text') ?? ''), String(form.get('version') ?? '')]
  const id = c.req.param('id') === 'new' ? null : c.req.param('id')!
  const { document, faults } = readYaml(kind, text, visit.language)
  const parts = { kind, id, version, text, beside: html`` }
  if (faults.length > 0) return c.html(draw(c, { ...parts, faults, note: null }), 422)
  try {
    const saved = await store.save(ctx, visit.caller, id, version, document)
    const isProposed = saved === 'proposed'
    return c.redirect(
      `${PATH}/${kind}/${isProposed ? 'current' : saved}?note=${isProposed ? 'proposed' : 'saved'}`,
      303,
    )
  } catch (error) {
    return refuse(c, parts, error)
  }
}

/** The document as it was sent, with why it was not saved, or not deleted. */
function refuse(
  c: PageContext<ConsoleEnv>,
  parts: Omit<EditorParts, 'faults' | 'note'>,
  error: unknown,
): Response | Promise<Response> {
  if (!(error instanceof AppError)) throw error
  if (error.code === 'precondition_failed')
    return c.html(draw(c, { ...parts, faults: [], note: 'stale' }), 409)
  return c.html(draw(c, { ...parts, faults: faultsOf(error), note: null }), 422)
}

function faultsOf(error: AppError): readonly FieldError[] {
  if (error.code !== 'conflict' && error.code !== 'invalid_request') throw error
  return error.errors.length > 0 ? error.errors : [{ pointer: '', detail: error.message }]
}

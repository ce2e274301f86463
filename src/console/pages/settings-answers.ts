import { Hono, type Context as PageContext } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { changeWorkspace, getWorkspace, viewWorkspace } from '../../access/change-workspace.ts'
import { hasScope } from '../../access/scopes.ts'
import { type Confidence, readConfidence } from '../../confidence/read-confidence.ts'
import type { Context } from '../../context.ts'
import { type Workspace, WorkspaceSettingsInput } from '../../domain/workspace.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import type { RiskRow } from '../../inference/passage-ranker.ts'
import { getPolicy } from '../../moderation/read-policies.ts'
import { BacktestInput, startBacktest } from '../../replay/start-backtest.ts'
import { assertMay } from '../assert-may.ts'
import type { ConsoleEnv, Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { drawRiskCurve } from '../reports/draw-chart.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { lastDays, showBacktest } from '../settings/draw-backtest.ts'
import { drawAction, drawSettings } from '../settings/draw-settings.ts'
import { makeChange, readSaid } from '../settings/make-change.ts'
import { answersWords } from '../words/answers.ts'
import { reportWords } from '../words/reports.ts'

const PATH = '/console/settings/answers'
/** What the slider shows before anybody chose. */
const FIRST_RISK = 0.05
const Percent = z.coerce.number().min(1).max(20)

/** How far automatic answers may go: the error that is allowed, the stop, and how Recado speaks. */
export function answerSettings(ctx: Context) {
  return new Hono<ConsoleEnv>()
    .get(PATH, (c) => show(ctx, c))
    .post(PATH, (c) =>
      change(ctx, c, (form) => {
        const { notice, greeting, help_text, ...rest } = Object.fromEntries(form)
        const orNull = (value: unknown) => (value === '' ? null : value)
        return {
          ...rest,
          greeting: orNull(greeting),
          help_text: orNull(help_text),
          waiting_notice_after_s: notice === '' ? null : Number(notice) * 60,
        }
      }),
    )
    .post(`${PATH}/risk`, (c) =>
      change(ctx, c, (form) => ({
        max_error: form.get('risk') === '' ? null : Percent.parse(form.get('risk')) / 100,
      })),
    )
    .post(`${PATH}/backtest`, async (c) => {
      const visit = c.get('visit')
      assertMay(visit, 'qa:write')
      const percent = Percent.parse((await c.req.formData()).get('risk'))
      const input = BacktestInput.parse({ from: lastDays(ctx), max_error: percent / 100 })
      const policy = await getPolicy(ctx, visit.caller.workspaceId, 'active')
      const { id } = await startBacktest(ctx, visit.caller, policy, input)
      return c.redirect(`${PATH}?risk=${percent}&backtest=${id}`, 303)
    })
    .post(`${PATH}/stop`, (c) => change(ctx, c, (form) => ({ stop_everything: form.get('stop') === 'true' })))
}

function change(
  ctx: Context,
  c: PageContext<ConsoleEnv>,
  settingsOf: (form: FormData) => Record<string, unknown>,
): Promise<Response> {
  return makeChange(c, 'workspaces:write', PATH, async ({ caller }, form) => {
    const { name, ...settings } = settingsOf(form)
    const input = z.object({ name: z.string().trim().min(1).max(200).optional() }).parse({ name })
    const parsed = WorkspaceSettingsInput.parse(settings)
    await changeWorkspace(ctx, caller, caller.workspaceId, { ...input, settings: parsed })
  })
}

async function show(ctx: Context, c: PageContext<ConsoleEnv>): Promise<Response> {
  const visit = c.get('visit')
  assertMay(visit, 'workspaces:read')
  const { workspaceId } = visit.caller
  const workspace = viewWorkspace(await getWorkspace(ctx, visit.caller, workspaceId))
  const asked = Percent.safeParse(c.req.query('risk'))
  const set = workspace.settings.max_error
  const risk = asked.success ? asked.data / 100 : (set ?? FIRST_RISK)
  const mayWrite = hasScope(visit.scopes, 'workspaces:write')
  const asks = c.req.query('backtest')
  const percent = Math.round(risk * 100)
  const tested =
    asks === undefined ? '' : await showBacktest(ctx, visit, asks, `${PATH}?risk=${percent}&backtest=${asks}`)
  const body = html`${tested}${drawError(visit, set, await drawRisk(ctx, visit, risk), risk, mayWrite)}
    ${drawStop(visit, workspace, mayWrite)}${drawVoice(visit, workspace, mayWrite)}`
  return c.html(drawSettings(visit, 'answers', readSaid(c), body))
}

function drawError(visit: Visit, set: number | null, drawn: Html, risk: number, mayWrite: boolean): Html {
  const words = answersWords[visit.language]
  const slider = html`<form class="stack" method="post" action="${PATH}/risk">
    <label>${words.risk}<span class="slider"><input type="range" name="risk" min="1" max="20" step="1" value="${Math.round(risk * 100)}"
      hx-get="${PATH}" hx-trigger="input changed delay:120ms" hx-target="#risk" hx-select="#risk" hx-swap="outerHTML" data-shows="risk-shown">
      <output id="risk-shown">${Math.round(risk * 100)}</output>%</span></label>
    <div class="actions"><button class="primary" ${mayWrite ? '' : 'disabled'}>${words.useIt}</button>
      ${hasScope(visit.scopes, 'qa:write') ? html`<button formaction="${PATH}/backtest">${drawIcon('rewind')}${words.backtest}</button>` : ''}</div></form>`
  const back = set === null || !mayWrite ? '' : drawAction(`${PATH}/risk`, words.useDefault, { risk: '' })
  return html`<section class="card stack"><h3>${words.errorTitle}</h3><p class="muted">${words.errorLead}</p>${slider}${drawn}${back}</section>`
}

/** What a rate would mean, with the curve that it lies on. */
async function drawRisk(ctx: Context, visit: Visit, risk: number): Promise<Html> {
  const words = answersWords[visit.language]
  const { workspaceId } = visit.caller
  const found = await readConfidence(await forWorkspace(ctx, workspaceId), workspaceId, risk)
  const { risks } = ctx.models.ranker
  const share = (value: number) => formatFigure(visit, 'share', value)
  const coverage = coverageOf(found)
  const said =
    found.threshold === null || coverage === null
      ? words.nothing(share(risk))
      : words.chosen(share(risk), share(found.threshold), share(coverage))
  const missing = found.own?.ok === false ? found.own.missing : null
  const curve = await drawRiskCurve(visit, risks, coverage === null ? null : { risk, coverage })
  return html`<div id="risk" class="stack"><p role="status"><strong>${said}</strong><br>
      <span class="muted">${words.sources[found.source]} ${missing === null ? '' : words.missing(missing)}</span></p>
    <div class="chart" role="img" tabindex="0" aria-label="${words.curve}">${curve}</div>${drawRows(visit, risks)}</div>`
}

/** Of what an entry answers, or of the drafts that people reviewed, how much would go out by itself. */
function coverageOf({ own, shipped, cases, threshold }: Confidence): number | null {
  if (threshold === null) return null
  return own?.ok ? own.answered / cases : (shipped?.coverage ?? null)
}

function drawRows(visit: Visit, risks: readonly RiskRow[]): Html {
  const words = answersWords[visit.language]
  const share = (value: number | null) => formatFigure(visit, 'share', value)
  const head = [
    words.riskColumn,
    words.thresholdColumn,
    words.coverageColumn,
    words.answeredColumn,
    words.wrongColumn,
  ]
  return html`<details><summary>${reportWords[visit.language].table}</summary><div class="scroll" tabindex="0" role="region" aria-label="${words.curve}"><table>
    <thead><tr>${head.map((cell) => html`<th scope="col" class="number">${cell}</th>`)}</tr></thead><tbody>${risks.map(
      (
        row,
      ) => html`<tr><td class="number">${share(row.risk)}</td><td class="number">${share(row.threshold)}</td>
      <td class="number">${share(row.coverage)}</td><td class="number">${row.answered}</td><td class="number">${row.wrong}</td></tr>`,
    )}</tbody></table></div></details>`
}

function drawStop(visit: Visit, { settings }: Workspace, mayWrite: boolean): Html {
  const words = answersWords[visit.language]
  const isStopped = settings.stop_everything
  const button = html`<form method="post" action="${PATH}/stop"><input type="hidden" name="stop" value="${String(!isStopped)}">
    <button class="${isStopped ? 'primary' : 'danger'}">${drawIcon(isStopped ? 'play' : 'pause')}${isStopped ? words.resume : words.stop}</button></form>`
  return html`<section class="card stack"><h3>${words.stopTitle}</h3>
    ${isStopped ? html`<p class="note warn">${words.stopped}</p>` : ''}<p class="muted">${words.stopLead}</p>${mayWrite ? button : ''}</section>`
}

function drawVoice(visit: Visit, { name, settings }: Workspace, mayWrite: boolean): Html {
  const words = answersWords[visit.language]
  const { tone, greeting, help_text, time_zone, waiting_notice_after_s } = settings
  const notice = waiting_notice_after_s === null ? '' : Math.round(waiting_notice_after_s / 60)
  return html`<form class="card fields" method="post" action="${PATH}"><h3>${words.voiceTitle}</h3>
    <fieldset class="fields" ${mayWrite ? '' : 'disabled'}><div class="pair">
      <label>${words.name}<input name="name" value="${name}" required maxlength="200"></label>
      <label>${words.tone}<select name="tone">${(['friendly', 'neutral', 'formal'] as const).map(
        (one) => html`<option value="${one}" ${one === tone ? 'selected' : ''}>${words.tones[one]}</option>`,
      )}</select></label>
      <label>${words.greeting}<input name="greeting" value="${greeting ?? ''}" maxlength="200"><span class="hint">${words.greetingHint}</span></label>
      <label>${words.notice}<input type="number" name="notice" min="1" max="10080" value="${notice}"><span class="hint">${words.noticeHint}</span></label>
      <label>${words.zone}<input name="time_zone" value="${time_zone}" required></label></div>
      <label>${words.help}<textarea name="help_text" rows="2" maxlength="2000">${help_text ?? ''}</textarea><span class="hint">${words.helpHint}</span></label>
      ${mayWrite ? html`<div><button class="primary">${words.save}</button></div>` : ''}</fieldset></form>`
}

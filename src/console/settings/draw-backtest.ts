import { html } from 'hono/html'
import { leaveOutArchive } from '../../access/leave-out-archive.ts'
import type { Context } from '../../context.ts'
import { type Backtest, type BacktestChange, getBacktest, listChanges } from '../../replay/read-backtests.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { answersWords } from '../words/answers.ts'
import { wordReason } from '../words/reasons.ts'
import { reviewWords } from '../words/review.ts'
import { drawTable } from './draw-settings.ts'

const DAYS = 30
const SHOWN = 10

/** Since when the past is tried. */
export function lastDays({ clock }: Pick<Context, 'clock'>): string {
  return new Date(clock().getTime() - DAYS * 86_400_000).toISOString()
}

/** A backtest as it stands, which loads itself anew from `path` until it is done. Throws `not_found`. */
export async function showBacktest(
  ctx: Pick<Context, 'db' | 'clock'>,
  visit: Visit,
  id: string,
  path: string,
): Promise<Html> {
  const { workspaceId } = visit.caller
  const page = { after: null, limit: SHOWN, isSample: true }
  const archive = await leaveOutArchive(ctx, workspaceId, visit.scopes)
  const [tested, changes] = await Promise.all([
    getBacktest(ctx, workspaceId, id),
    listChanges(ctx, workspaceId, id, page, archive),
  ])
  return drawBacktest(visit, tested, path, tested.state === 'done' ? changes : [])
}

/** What would have been otherwise in the past, which loads itself anew from `path` until it is known. */
function drawBacktest(
  visit: Visit,
  { state, processed, total, changed, erased, not_kept }: Backtest,
  path: string,
  changes: readonly BacktestChange[],
): Html {
  const words = answersWords[visit.language]
  const isOpen = state === 'queued' || state === 'running'
  const poll = html`hx-get="${path}" hx-select="#backtest" hx-swap="outerHTML" hx-trigger="every 700ms"`
  const left = erased + not_kept
  return html`<section id="backtest" class="card stack" ${isOpen ? poll : ''}><h3>${words.backtest}</h3>
    <progress max="${Math.max(1, total)}" value="${isOpen ? processed : Math.max(1, total)}" aria-label="${words.backtest}"></progress>
    <p role="status">${isOpen ? words.testing(processed, total) : words.tested(changed, processed)}
      ${left > 0 && !isOpen ? html`<br><span class="muted">${words.notTested(left)}</span>` : ''}</p>
    ${changes.length === 0 ? '' : drawChanges(visit, changes)}</section>`
}

function drawChanges(visit: Visit, changes: readonly BacktestChange[]): Html {
  const words = answersWords[visit.language]
  const said = ({ category, route, reasons }: BacktestChange['kept']) =>
    html`<strong>${words.routes[route]}</strong> · ${reviewWords[visit.language].categories[category]}
      ${reasons.slice(0, 1).map((code) => html`<br><small class="muted">${wordReason(visit.language, code)}</small>`)}`
  return drawTable(
    words.changes,
    [words.written, words.before, words.after],
    changes.map(
      ({
        text,
        thread_id,
        kept,
        replayed,
      }) => html`<tr><th scope="row"><a href="/console/threads/${thread_id}">${text.slice(0, 200)}</a></th>
      <td>${said(kept)}</td><td>${said(replayed)}</td></tr>`,
    ),
  )
}

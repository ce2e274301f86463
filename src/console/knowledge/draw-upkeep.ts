import { html } from 'hono/html'
import type { Conflict } from '../../domain/knowledge-conflict.ts'
import type { Gap } from '../../domain/knowledge-gap.ts'
import type { Gathering } from '../../upkeep/read-gaps.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { drawAction } from '../settings/draw-settings.ts'
import { reviewWords } from '../words/review.ts'
import { upkeepWords } from '../words/upkeep.ts'

const TRENDS = { rising: 'warn', steady: '', falling: 'good' } as const

const GAPS = '/console/knowledge/gaps'

interface GapParts {
  readonly gaps: readonly Gap[]
  readonly gathering: Gathering
  /** When the visitor asked for them to be gathered; null where nobody did just now. */
  readonly askedAt: Date | null
  readonly counts: { readonly open: number; readonly found: number }
  readonly mayWrite: boolean
}

/** Questions that nothing answers, the most asked first; loads itself anew until what the visitor asked for has ended. */
export function drawGaps(visit: Visit, parts: GapParts): Html {
  const words = upkeepWords[visit.language]
  const { gaps, gathering, askedAt, mayWrite } = parts
  const isWaitedFor = askedAt !== null && gathering.state !== 'idle'
  const poll = html`hx-get="${GAPS}?asked=${askedAt?.toISOString() ?? ''}" hx-select="#gaps" hx-swap="outerHTML" hx-trigger="every 600ms"`
  const list =
    gaps.length === 0
      ? html`<div class="empty card">${drawIcon('sun')}<h2>${words.noGaps}</h2><p>${words.noGapsLead}</p></div>`
      : html`<ol class="stack entries">${gaps.map((gap) => html`<li>${drawGap(visit, gap, mayWrite)}</li>`)}</ol>`
  return html`<div id="gaps" class="stack" ${isWaitedFor ? poll : ''}><div class="row"><p class="muted">${words.gapsLead}</p>
    ${mayWrite ? html`<span class="end">${drawAction(`${GAPS}/refresh`, words.refresh)}</span>` : ''}</div>
    ${drawGathering(visit, parts)}${list}</div>`
}

/** That gaps are being gathered, what came of it, and when they last were. */
function drawGathering(visit: Visit, { gathering, askedAt, counts }: GapParts): Html | '' {
  const words = upkeepWords[visit.language]
  const { state, refreshed_at } = gathering
  if (state !== 'idle' && (askedAt !== null || state === 'running'))
    return html`<div class="stack tight"><p role="status">${words.gathering}</p><progress aria-label="${words.gathering}"></progress></div>`
  if (askedAt !== null && (refreshed_at === null || refreshed_at < askedAt))
    return html`<p class="note warn" role="alert">${words.notGathered}</p>`
  if (refreshed_at === null) return ''
  const at = formatInstant(visit, refreshed_at)
  if (askedAt === null) return html`<p class="muted">${words.gatheredAt(at)}</p>`
  return html`<p class="note good" role="status">${words.gatheredAt(at)} ${words.gathered(counts.open, counts.found)}</p>`
}

function drawGap(visit: Visit, gap: Gap, mayWrite: boolean): Html {
  const words = upkeepWords[visit.language]
  const query = new URLSearchParams({ question: gap.title })
  const moves = html`<div class="actions"><a class="button primary small" href="/console/knowledge/new?${query}" aria-keyshortcuts="w">${words.write}<kbd>w</kbd></a>
    ${drawAction(`/console/knowledge/gaps/${gap.id}/dismiss`, words.dismiss, { revision: gap.revision }, '', 'd')}</div>`
  return html`<article class="card stack tight" data-item tabindex="-1" aria-label="${gap.title}"><strong lang="${gap.language}">${gap.title}</strong>
    <p class="row"><span class="badge accent">${words.asked(gap.questions, gap.contacts)}</span><span class="badge ${TRENDS[gap.trend]}">${words.trends[gap.trend]}</span>
      <span class="badge">${reviewWords[visit.language].languages[gap.language]}</span></p>
    <details><summary>${words.examples}</summary><ul>${gap.examples.map(
      ({ thread_id, text }) => html`<li><a href="/console/threads/${thread_id}">${text}</a></li>`,
    )}</ul></details>${mayWrite ? moves : ''}</article>`
}

/** Entries that answer one question twice. */
export function drawConflicts(visit: Visit, conflicts: readonly Conflict[], mayWrite: boolean): Html {
  const words = upkeepWords[visit.language]
  const head = html`<p class="muted">${words.conflictsLead}</p>`
  if (conflicts.length === 0)
    return html`${head}<div class="empty card">${drawIcon('check-circle')}<h2>${words.noConflicts}</h2><p>${words.noConflictsLead}</p></div>`
  return html`${head}<ol class="stack">${conflicts.map((conflict) => html`<li>${drawConflict(visit, conflict, mayWrite, null)}</li>`)}</ol>`
}

/** A pair of entries; beside one of them, the other alone. */
export function drawConflict(
  visit: Visit,
  { id, kind, entries, revision }: Conflict,
  mayWrite: boolean,
  beside: string | null,
): Html {
  const words = upkeepWords[visit.language]
  return html`<section class="card stack tight" data-item tabindex="-1" aria-label="${words.kinds[kind]}"><div class="row"><span class="badge ${kind === 'contradiction' ? 'bad' : 'warn'}">${drawIcon('alert-triangle')}${words.kinds[kind]}</span>
      ${mayWrite ? html`<span class="end">${drawAction(`/console/knowledge/conflicts/${id}/dismiss`, words.keepBoth, { revision }, '', 'b')}</span>` : ''}</div>
      <div class="pair">${entries
        .filter((entry) => entry.id !== beside)
        .map(
          (entry) =>
            html`<a class="source" href="/console/knowledge/entries/${entry.id}"><strong>${entry.question}</strong><br>${entry.answer}</a>`,
        )}</div></section>`
}

import { html } from 'hono/html'
import type { ReversalCount } from '../../moderation/count-reversals.ts'
import type { Visit } from '../console-env.ts'
import type { Html } from '../draw-page.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { wordReason } from '../words/reasons.ts'
import { rulesWords } from '../words/rules.ts'
import { drawTable } from './draw-settings.ts'

/** How often people took back what each threshold or rule decided: what it is wrong about, as far as anybody looked. */
export function drawReversals(visit: Visit, counts: readonly ReversalCount[]): Html | '' {
  if (counts.length === 0) return ''
  const words = rulesWords[visit.language]
  // Whatever was done about it: of one threshold, what known customers wrote is held rather than hidden.
  const byCause = Map.groupBy(counts, ({ cause, threshold }) => `${threshold} ${cause}`)
  const rows = [...byCause.values()].map((same) => {
    const { cause, threshold } = same[0]!
    const decided = same.reduce((sum, one) => sum + one.decided, 0)
    const reversed = same.reduce((sum, one) => sum + one.reversed, 0)
    return html`<tr><th scope="row">${threshold === 'rule' ? cause : wordReason(visit.language, cause)}
        <br><small class="muted">${words.thresholds[threshold]}</small></th><td>${decided}</td>
        <td>${reversed} · ${formatFigure(visit, 'share', reversed / decided)}</td></tr>`
  })
  return html`<h3>${words.reversals}</h3><p class="muted">${words.reversalsLead}</p>
    ${drawTable(words.reversals, [words.cause, words.decided, words.takenBack], rows)}`
}

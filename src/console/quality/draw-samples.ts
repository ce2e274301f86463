import { html } from 'hono/html'
import type { QaResults } from '../../assurance/read-results.ts'
import { CRITERIA, type QaSample } from '../../domain/qa-sample.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatShare } from '../format-share.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { drawTable } from '../settings/draw-settings.ts'
import { qualityWords } from '../words/quality.ts'
import { reviewWords } from '../words/review.ts'

const MARKS = ['pass', 'fail', 'not_applicable'] as const

/** The next reply to judge by the rubric, and what the judgements of the month come to. */
export function drawSamples(
  visit: Visit,
  sample: QaSample | null,
  results: QaResults,
  mayJudge: boolean,
): Html {
  const words = qualityWords[visit.language]
  const empty = html`<div class="empty card">${drawIcon('award')}<h2>${words.noSample}</h2><p>${words.noSampleLead}</p></div>`
  return html`<p class="muted">${words.samplesLead}</p>
    ${sample === null || !mayJudge ? empty : drawSample(visit, sample)}${drawResults(visit, results)}`
}

function drawSample(visit: Visit, sample: QaSample): Html {
  const words = qualityWords[visit.language]
  const review = reviewWords[visit.language]
  return html`<div class="split wide"><section class="card stack">
      <div class="row"><span class="badge">${sample.channel_id}</span><span class="badge">${review.languages[sample.language]}</span>
        <span class="badge">${review.categories[sample.category]}</span><span class="badge accent">${formatShare(visit, sample.confidence)}</span></div>
      <h3>${words.asked}</h3><p class="said bubble">${sample.text}</p><h3>${words.replied}</h3><p class="said bubble">${sample.reply}</p></section>
    <form class="card fields" method="post" action="/console/quality/samples/${sample.id}">${CRITERIA.map(
      (criterion, at) =>
        html`<fieldset><legend>${words.criteria[criterion]}</legend><div class="row">${MARKS.map(
          (mark) =>
            html`<label class="check"><input type="radio" name="${criterion}" value="${mark}" required ${mark === 'pass' && at === 0 ? html`aria-keyshortcuts="1"` : ''}>${words.marks[mark]}</label>`,
        )}</div></fieldset>`,
    )}<label>${words.note}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
      <div><button class="primary" aria-keyshortcuts="s">${words.judge}<kbd>s</kbd></button></div></form></div>`
}

function drawResults(visit: Visit, { samples, judged, agreement, groups }: QaResults): Html {
  const words = qualityWords[visit.language]
  const share = (value: number | null) => formatFigure(visit, 'share', value)
  const rows = groups.map(
    (
      one,
    ) => html`<tr><th scope="row">${one.key}</th><td class="number">${one.reviews}</td><td class="number">${one.wrong}</td>
      <td class="number">${share(one.share)} <small class="muted">${share(one.lower)} – ${share(one.upper)}</small></td></tr>`,
  )
  return html`<section class="stack"><h2>${words.results}</h2><dl class="tiles">
      <div><dt>${words.drawn}</dt><dd>${samples}</dd></div><div><dt>${words.done}</dt><dd>${judged}</dd></div>
      <div><dt>${words.reviewers}</dt><dd>${share(agreement.observed)}</dd></div></dl>
    ${rows.length === 0 ? '' : drawTable(words.results, [words.group, words.reviews, words.wrong, words.share], rows)}</section>`
}

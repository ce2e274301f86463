import { html } from 'hono/html'
import { CATEGORIES, Surface } from '../../domain/assessment.ts'
import type { TriedMessage } from '../../pipeline/try-message.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatShare } from '../format-share.ts'
import { wordReason } from '../words/reasons.ts'
import { reviewWords } from '../words/review.ts'
import { startWords } from '../words/start.ts'
import { LOCALES } from '../words.ts'

const MOST_FOUND = 3

/** A text to try. */
export function drawTryForm(visit: Visit, text: string, surface: Surface): Html {
  const words = startWords[visit.language]
  return html`<form class="card fields" method="get" action="/console/playground">
    <label>${words.text}<textarea name="text" rows="3" required maxlength="2000" aria-keyshortcuts="e">${text}</textarea></label>
    <div class="row"><label class="inline">${words.surface}<select name="surface">${Surface.options.map(
      (one) =>
        html`<option value="${one}" ${one === surface ? 'selected' : ''}>${reviewWords[visit.language][one]}</option>`,
    )}</select></label>
    <button class="primary">${drawIcon('play')}${words.run}</button></div></form>`
}

/** Every stage of what would become of a message, with its time. */
export function drawTried(visit: Visit, { stages, worked }: TriedMessage): Html {
  const words = startWords[visit.language]
  const total = stages.reduce((sum, { tookMs }) => sum + tookMs, 0)
  const drawn = {
    classified: drawClass,
    searched: drawFound,
    moderated: drawModeration,
    drafted: drawDraft,
    decided: drawVerdict,
  }
  return html`<ol class="stages" aria-label="${words.playgroundTitle}">${stages.map(
    ({ stage, tookMs }) => html`<li class="card stack tight"><div class="row"><h3>${words.stages[stage]}</h3>
      <small class="muted end">${formatMs(visit, tookMs)}</small></div>${drawn[stage](visit, worked)}</li>`,
  )}</ol><p class="muted">${words.total}: ${formatMs(visit, total)}</p>`
}

function formatMs({ language }: Visit, ms: number): string {
  const digits = ms < 10 ? 1 : 0
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: digits,
  }).format(ms)
}

type Worked = TriedMessage['worked']

function drawClass(visit: Visit, { assessment }: Worked): Html {
  const review = reviewWords[visit.language]
  return html`<p><strong>${review.categories[assessment.category]}</strong>
    <span class="badge">${review.languages[assessment.language.tag]} ${formatShare(visit, assessment.language.score)}</span></p>
    <p class="row">${CATEGORIES.map(
      (category) =>
        html`<span class="badge ${category === assessment.category ? 'accent' : ''}">${review.categories[category]} ${formatShare(visit, assessment.labels[category].score)}</span>`,
    )}</p>`
}

function drawFound(visit: Visit, { passages }: Worked): Html {
  const words = startWords[visit.language]
  if (passages.length === 0) return html`<p class="muted">${words.nothing}</p>`
  return html`<ul class="stack tight">${passages
    .slice(0, MOST_FOUND)
    .map(
      ({ entry, confidence }) =>
        html`<li><a href="/console/knowledge/entries/${entry.id}">${entry.question}</a> <span class="badge">${formatShare(visit, confidence)}</span></li>`,
    )}</ul>`
}

function drawModeration(visit: Visit, { moderation }: Worked): Html {
  const words = startWords[visit.language]
  const isShown = moderation.action === 'allow'
  const why = [...moderation.reasons, ...moderation.unsure]
  return html`<p><span class="badge ${isShown ? 'good' : 'warn'}">${isShown ? words.shown : words.routes[moderation.action === 'hide' ? 'hide' : 'quarantine']}</span>
    ${why.map((code) => html`<span class="badge">${wordReason(visit.language, code)}</span>`)}</p>`
}

function drawDraft(visit: Visit, { draft }: Worked): Html {
  const words = startWords[visit.language]
  if (draft === null) return html`<p class="muted">${words.noDraft}</p>`
  if (draft.kind === 'none')
    return html`<p class="muted">${words.noDraft}: ${wordReason(visit.language, draft.reason)}</p>`
  const { text, confidence, failures, language } = draft.reply
  return html`<p class="said" lang="${language}">${text}</p><p class="row"><span class="badge accent">${formatShare(visit, confidence)}</span>
    ${
      failures.length === 0
        ? html`<span class="badge good">${words.passed}</span>`
        : html`<span class="badge bad">${words.checks}</span>${failures.map((code) => html`<span class="badge">${wordReason(visit.language, code)}</span>`)}`
    }</p>`
}

function drawVerdict(visit: Visit, { verdict }: Worked): Html {
  const words = startWords[visit.language]
  return html`<p><strong>${words.routes[verdict.route]}</strong></p>
    <ul>${verdict.reasons.map((code) => html`<li class="muted">${wordReason(visit.language, code)}</li>`)}</ul>`
}

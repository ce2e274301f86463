import { html } from 'hono/html'
import type { ShadowAgreement } from '../../assurance/read-shadow-agreement.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatFigure } from '../reports/format-figure.ts'
import { drawTable } from '../settings/draw-settings.ts'
import { qualityWords } from '../words/quality.ts'
import { reviewWords } from '../words/review.ts'
import { LOCALES } from '../words.ts'

/** What Recado would have done beside what people did, all together and by slice. */
export function drawAgreement(visit: Visit, found: ShadowAgreement): Html {
  const words = qualityWords[visit.language]
  const { overall, table } = found
  if (overall.cases === 0) {
    return html`<p class="muted">${words.agreementLead}</p>
      <div class="empty card">${drawIcon('users')}<h2>${words.noAgreement}</h2><p>${words.noAgreementLead}</p></div>`
  }
  const kappa =
    overall.kappa === null
      ? '–'
      : new Intl.NumberFormat(LOCALES[visit.language], { maximumFractionDigits: 2 }).format(overall.kappa)
  const pairs = table.map(
    ({ recado, people, count }) =>
      html`<tr><th scope="row">${words.acts[recado]}</th><td>${words.acts[people]}</td><td class="number">${count}</td></tr>`,
  )
  return html`<p class="muted">${words.agreementLead}</p><dl class="tiles">
      <div><dt>${words.agreed}</dt><dd>${formatFigure(visit, 'share', overall.observed)}</dd></div>
      <div><dt>${words.compared}</dt><dd>${overall.cases}</dd></div><div><dt>${words.kappa}</dt><dd>${kappa}</dd></div></dl>
    ${drawTable(words.title, [words.recado, words.people, words.compared], pairs)}${drawSlices(visit, found)}`
}

function drawSlices(visit: Visit, { by_category, by_language, by_band }: ShadowAgreement): Html {
  const words = qualityWords[visit.language]
  const { categories, languages } = reviewWords[visit.language]
  const names: Readonly<Record<string, string>> = { ...categories, ...languages }
  const slices = { category: by_category, language: by_language, band: by_band }
  return html`${(['category', 'language', 'band'] as const).map((name) =>
    drawTable(
      words.slices[name],
      [words.slices[name], words.compared, words.agreed],
      slices[name].map(
        ({ key, cases, observed }) =>
          html`<tr><th scope="row">${names[key] ?? key.replaceAll('_', ' ')}</th><td class="number">${cases}</td><td class="number">${formatFigure(visit, 'share', observed)}</td></tr>`,
      ),
    ),
  )}`
}

import { html } from 'hono/html'
import { CATEGORIES } from '../../domain/assessment.ts'
import { LANGUAGES } from '../../domain/language.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { caseWords } from '../words/cases.ts'
import { evalWords } from '../words/evals.ts'
import { reviewWords } from '../words/review.ts'

/** A case of one message as it is filled in. */
export type CaseFields = Readonly<Record<'text' | 'language' | 'category' | 'entry' | 'says', string>>

/** One case by hand, and many by file. */
export function drawCaseForms(visit: Visit, path: string, fields: CaseFields, hasNoEntry: boolean): Html {
  const words = caseWords[visit.language]
  const { category, entry, says, language } = evalWords[visit.language]
  const { categories, languages } = reviewWords[visit.language]
  const option = (value: string, text: string, chosen: string) =>
    html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${text}</option>`
  return html`<div class="stack"><form class="card fields" method="post" action="${path}"><h2>${words.add}</h2>
      <label>${words.asks}<textarea name="text" rows="3" required maxlength="10000" aria-keyshortcuts="n">${fields.text}</textarea><span class="hint">${words.asksHint}</span></label>
      <label>${language}<select name="language">${LANGUAGES.map((one) => option(one, languages[one], fields.language))}</select></label>
      <label>${category}<select name="category">${CATEGORIES.toReversed().map((one) => option(one, categories[one], fields.category))}</select></label>
      <label>${entry}<input name="entry" value="${fields.entry}" maxlength="255" ${hasNoEntry ? html`aria-invalid="true" aria-describedby="entry-fault"` : ''}>
        ${hasNoEntry ? html`<span class="fault" id="entry-fault">${words.noEntryHere}</span>` : ''}<span class="hint">${words.entryHint}</span></label>
      <label>${says}<textarea name="says" rows="2">${fields.says}</textarea><span class="hint">${words.saysHint}</span></label>
      <div><button class="primary">${drawIcon('plus')}${words.propose}</button></div></form>
    <form class="card fields" method="post" action="${path}/import" enctype="multipart/form-data"><h2>${words.file}</h2>
      <label>${words.fileLabel}<input type="file" name="file" accept=".csv" required aria-keyshortcuts="i"><span class="hint">${words.fileHint}</span></label>
      <div><button>${drawIcon('upload')}${words.import}</button></div></form></div>`
}

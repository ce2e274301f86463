import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { CATEGORIES } from '../../domain/assessment.ts'
import type { ReviewItem } from '../../review/read-review-item.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { reviewWords } from '../words/review.ts'

/** Opens the question of what would have been right; for those who keep the cases. */
export function drawCaseButton(visit: Visit): Html | '' {
  if (!hasScope(visit.scopes, 'qa:write')) return ''
  const words = reviewWords[visit.language]
  return html`<button type="button" class="quiet" data-opens="case" aria-keyshortcuts="m">${drawIcon('check-circle')}${words.makeCase}<kbd>m</kbd></button>`
}

/** What a case of this thread expects of its last message, as far as it is known already. */
export function drawCase(visit: Visit, { draft, decision, cited }: ReviewItem): Html | '' {
  if (!hasScope(visit.scopes, 'qa:write')) return ''
  const words = reviewWords[visit.language]
  return html`<dialog id="case" aria-labelledby="case-title"><h2 id="case-title">${words.caseTitle}</h2>
    <form class="stack" method="post" action="/console/review/${draft.id}/case"><p class="muted">${words.caseLead}</p>
      <label>${words.correct}<select name="category" autofocus>${CATEGORIES.map(
        (category) =>
          html`<option value="${category}" ${category === decision.category ? 'selected' : ''}>${words.categories[category]}</option>`,
      )}</select></label>
      <label>${words.caseEntry}<select name="entry">${cited.map(
        ({ citation, question }) =>
          html`<option value="${citation.external_id}">${question === '' ? citation.external_id : question}</option>`,
      )}<option value="">${words.caseNone}</option></select></label>
      <div class="actions"><button class="primary">${words.makeCase}</button>
        <button type="button" class="quiet" data-closes>${words.cancel}</button></div></form></dialog>`
}
